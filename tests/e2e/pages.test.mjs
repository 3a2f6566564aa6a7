// Every page that each role can reach: at a desk and on a phone, in a light and a dark room, in forced colours, in Swedish and in English.
import { after, before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { DESK, PHONE, open_window, start_browser } from './lib/browser.mjs'
import { axe_clean, no_troubles, picture, plain_words, title_and_heading } from './lib/checks.mjs'
import { THEMES, whole } from './lib/whole.mjs'
import { login, start_server } from './lib/server.mjs'
import { routes, walk } from './lib/pages.mjs'
import { contacts, open_kiosk, start_rating } from './lib/rating.mjs'

const ROLES = ['head', 'deputy', 'therapist', 'administrator']

// Pages that no link may lead to, and why.
const NOT_LINKED = {
  '/login': 'the door; access.test.mjs',
  '/kiosk': 'the client’s own door; kiosk.test.mjs and below',
  '/kiosk/{unit}': 'the same page for one of several units; wordings and codes are tested in the module',
  '/k/{token}': 'kiosk.test.mjs and below',
  '/skatta/{id}': 'is made by a rating; below',
  '/register/{id}/import/{job}': 'is made by a file; import.test.mjs',
  '/register/{id}/flera/{job}': 'is made by an act on many records; register.test.mjs',
  '/granskningar/{audit}': 'comes with a unit that has audits; assurance.test.mjs',
  '/granskningar/stickprov/{id}': 'is made by drawing a sample; assurance.test.mjs',
  '/granskningar/post/{id}': 'as above',
  '/register/{id}/{record}/ratta': 'is offered on a signed record; district.test.mjs',
  '/register/{id}/{record}/fil/{file}': 'comes with a register that takes files; board-and-letters.test.mjs',
  '/register/{id}/{record}/brev/{letter}': 'comes with a register that has letters; board-and-letters.test.mjs',
  '/arende/{id}': 'comes with a unit that has cases; casework.test.mjs',
  '/arende/{id}/dragning': 'as above',
  '/tillsammans/person/{id}': 'comes with the tools for children and families; mapping.test.mjs',
  '/tillsammans/{register}/{id}': 'as above',
  '/tillsammans/{register}/{id}/jamfor': 'as above',
  '/matt/redigera/{draft}': 'is made by beginning to write one; measure-editor.test.mjs',
  '/matt/redigera/{draft}/fil': 'as above',
  '/overlamningar/{id}/tidigare': 'is made by a case that changes unit; district.test.mjs',
  '/': 'leads on'
}
const NOT_PAGES = /^\/(api|halsa|metrics|live)|\.(csv|xlsx|ics|svg)$|\/\{format\}$/

describe('every page', () => {
  let server, browser, all
  const found = {}, windows = {}
  before(async () => {
    server = await start_server()
    browser = await start_browser()
    all = routes()
    for (const role of ROLES) {
      windows[role] = await open_window(browser)
      await login(windows[role], server, role)
      found[role] = await walk(windows[role], `${server.url}/`, all, { registers: role === 'head' })
    }
  })
  after(async () => { await browser?.close(); await server?.stop() })

  it('is linked from somewhere, for somebody; and no link is broken', () => {
    const broken = Object.entries(found).flatMap(([role, pages]) => pages.filter(p => p.status !== 200).map(p => `${role}: ${p.status} ${p.href}`))
    assert.deepEqual(broken, [])
    const reached = new Set(Object.values(found).flat().map(p => p.kind.split('?')[0]))
    const lost = all.map(r => r.path).filter(path => !NOT_PAGES.test(path) && !(path in NOT_LINKED) && !reached.has(path))
    assert.deepEqual(lost, [], 'no link leads to these')
    for (const role of ROLES) assert.ok(found[role].length >= 25, `${role} reaches only ${found[role].length} pages`)
  })

  const judged = new Set() // a kind is judged by axe once; what differs between roles is which kinds they have
  for (const role of ROLES)
    it(`of the ${role} is whole, plain and accessible`, async t => {
      for (const one of found[role].filter(p => new RegExp(process.env.RT_ONLY ?? '').test(p.kind))) {
        const first = !judged.has(one.kind)
        judged.add(one.kind)
        await t.test(one.shape, () => whole(windows[role], one, first))
        if (process.env.RT_PICTURES) await pictures(windows[role], role, one)
      }
    })

  const pictures = async (page, role, { shape }) => {
    for (const [name, size] of [['desk', DESK], ['phone', PHONE]])
      for (const theme of ['light', 'dark']) {
        await page.setViewportSize(size)
        await page.emulateMedia(THEMES[theme])
        await picture(page, `${role}-${shape.replace(/[^\wåäö]+/g, '-')}-${name}-${theme}`, { full: true })
      }
  }

  it('that is taken away as a file is accessible too', async () => {
    const page = windows.head
    const file = await page.request.get(`${server.url}/rapporter/2018/html`)
    await page.setViewportSize(DESK)
    await page.goto('about:blank')
    await page.setContent(await file.text())
    await title_and_heading(page)
    await plain_words(page)
    await axe_clean(page, 'the report as a file')
    page.troubles.length = 0
  })

  it('of the client, in every language, whether they answer by line or by face', async () => {
    const maja = windows.therapist, page = await open_window(browser, { size: PHONE, touch: true })
    await maja.setViewportSize(DESK)
    const [contact] = await contacts(maja, server)
    for (const kind of ['ORS', 'SRS']) {
      const pin = await start_rating(maja, server, contact.href, { kind, faces: kind === 'SRS' })
      await maja.goto(maja.url())
      await whole(maja, { href: maja.url(), kind: '/skatta/{id}' }, kind === 'ORS')
      await page.setViewportSize(PHONE)
      await page.emulateMedia(THEMES.light)
      await open_kiosk(page, server, pin)
      const here = page.url()
      const languages = await page.locator('a[hreflang], a[lang]').evaluateAll(links => links.map(a => a.href))
      assert.ok(languages.length >= 3, 'the client chooses language on the page itself')
      for (const href of [here, ...languages]) await whole(page, { href, kind: '/k/{token}' }, true)
    }
    await page.goto(`${server.url}/kiosk`)
    await whole(page, { href: `${server.url}/kiosk`, kind: '/kiosk' }, true)
    await page.context().close()
  })

  it('speaks English when the reader has chosen it', async t => {
    const page = windows.head // the same person, who now changes the language of the account
    await page.setViewportSize(DESK)
    await page.emulateMedia(THEMES.light)
    await page.goto(`${server.url}/konto`)
    await page.locator('form[action="/konto/sprak"] label', { hasText: 'English' }).click()
    await page.locator('form[action="/konto/sprak"] button').click()
    await page.waitForLoadState('load')
    const kinds = new Map(found.head.map(p => [p.kind, p]))
    for (const { href, kind } of kinds.values())
      await t.test(kind, async () => {
        await page.goto(href)
        assert.equal(await page.locator('html').getAttribute('lang'), 'en', `${kind} is not in English`)
        await title_and_heading(page)
        no_troubles(page)
      })
  })
})
