// Every page that a head can reach: at a desk and on a phone, in Swedish and in English.
import { after, before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { DESK, PHONE, open_window, start_browser } from './lib/browser.mjs'
import { axe_clean, no_sideways_scroll, no_troubles, picture, plain_words, title_and_heading } from './lib/checks.mjs'
import { login, start_server } from './lib/server.mjs'
import { walk } from './lib/pages.mjs'

// Pages that must be among those found: if one is no longer linked, this fails and not the walk in silence.
const MUST = [/^\/$|min-dag/, /tavla|board/, /trad|thread/, /plan/, /register/, /hjul|wheel/, /rapport|report/, /konto/]

describe('every page', () => {
  let server, browser, pages, swedish
  before(async () => {
    server = await start_server()
    browser = await start_browser()
    swedish = await open_window(browser, { lang: 'sv-SE' })
    await login(swedish, server, 'head')
    pages = await walk(swedish, `${server.url}/`)
  })
  after(async () => { await browser?.close(); await server?.stop() })

  it('is found by walking the links, and none of them is broken', () => {
    assert.ok(pages.length >= MUST.length, `only ${pages.length} pages`)
    for (const must of MUST) assert.ok(pages.some(p => must.test(p.pattern)), `no link leads to ${must}`)
    assert.deepEqual(pages.filter(p => p.status !== 200).map(p => `${p.status} ${p.href}`), [])
  })

  for (const [name, size] of [['desk', DESK], ['phone', PHONE]]) {
    it(`is whole, plain and accessible at ${size.width} px`, async t => {
      await swedish.setViewportSize(size)
      for (const { href, pattern } of pages) {
        await t.test(pattern, async () => {
          await swedish.goto(href)
          await title_and_heading(swedish)
          await plain_words(swedish)
          await no_sideways_scroll(swedish)
          no_troubles(swedish)
          await axe_clean(swedish, pattern)
          swedish.troubles.length = 0 // what axe itself provokes is not the page's fault
          if (process.env.RT_PICTURES) await picture(swedish, `${name}-${pattern.replace(/\W+/g, '-')}`, { full: true })
        })
      }
    })
  }

  it('speaks English when the reader has chosen it', async t => {
    const english = swedish // the same person, who now changes the language of the account
    await english.goto(`${server.url}/konto`)
    await english.locator('form[action="/konto/sprak"] label', { hasText: 'English' }).click()
    await english.locator('form[action="/konto/sprak"] button').click()
    await english.waitForLoadState('load')
    for (const { href, pattern } of pages) {
      await t.test(pattern, async () => {
        await english.goto(href)
        assert.equal(await english.locator('html').getAttribute('lang'), 'en', `${pattern} is not in English`)
        await title_and_heading(english)
        no_troubles(english)
      })
    }
  })
})
