// A unit for children and youth as its head and a social worker see it: no link is broken, and the kinds of page that the demo unit
// lacks are whole, plain and accessible. What is done on them: casework, deadlines, assurance, board-and-letters.
import { after, before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { DESK, open_window, start_browser } from './lib/browser.mjs'
import { no_troubles } from './lib/checks.mjs'
import { DISTRICT, login, start_server } from './lib/server.mjs'
import { routes, walk } from './lib/pages.mjs'
import { whole } from './lib/whole.mjs'

describe('a unit with cases', () => {
  let server, browser, head, worker
  before(async () => {
    server = await start_server({ only: 'child-and-youth' })
    browser = await start_browser()
    head = await open_window(browser)
    worker = await open_window(browser)
    await login(head, server, DISTRICT.head)
    await login(worker, server, DISTRICT.worker)
  })
  after(async () => { await browser?.close(); await server?.stop() })

  const text_of = async (page, path) => (await page.request.get(server.url + path)).text()
  // The records of a register, as a reader of its list finds them.
  const records = async (page, register, query = '') =>
    [...new Set([...(await text_of(page, `/register/${register}${query}`)).matchAll(new RegExp(`href="(/register/${register}/\\d+)"`, 'g'))].map(found => found[1]))]
  // The first link of this kind on the first of these pages that has one.
  const link = async (page, paths, pattern) => {
    for (const path of paths) {
      const found = (await text_of(page, path)).match(pattern)
      if (found) return found[1]
    }
    assert.fail(`no ${pattern} on ${paths.slice(0, 3)} …`)
  }

  for (const [who, role] of [['head', () => head], ['social worker', () => worker]])
    it(`has no broken link for the ${who}`, async () => {
      const found = await walk(role(), `${server.url}/`, routes())
      assert.deepEqual(found.filter(p => p.status !== 200).map(p => `${p.status} ${p.href}`), [])
      const kinds = new Set(found.map(p => p.kind.split('?')[0]))
      for (const kind of ['/bevakning', '/granskningar', '/register/{id}/tavla', '/register/{id}/kalender', '/fordelning'])
        assert.ok(kinds.has(kind), `the ${who} does not come to ${kind}`)
    })

  it('has pages about a person that are whole', async t => {
    const person = await link(worker, await records(worker, 'case'), /href="(\/person\/\d+)"/)
    const on_head = await link(head, await records(head, 'case'), /href="(\/person\/\d+)"/)
    await t.test('/person/{id}', () => whole(worker, { href: server.url + person, kind: '/person/{id}' }))
    await t.test('/person/{id}/uppgifter', () => whole(worker, { href: `${server.url}${person}/uppgifter`, kind: '/person/{id}/uppgifter' }))
    await t.test('/person/{id}/sammanfor', () => whole(head, { href: `${server.url}${on_head}/sammanfor`, kind: '/person/{id}/sammanfor' }))
    await t.test('/person/ny', () => whole(worker, { href: `${server.url}/person/ny`, kind: '/person/ny' }))
  })

  it('has forms with every kind of answer that are whole', async t => {
    for (const register of ['investigation', 'child_scale', 'decision'])
      await t.test(register, () => whole(worker, { href: `${server.url}/register/${register}/ny`, kind: `/register/${register}/ny` }))
    const [note] = await records(worker, 'note', '?state=draft')
    await worker.setViewportSize(DESK)
    await worker.goto(server.url + note)
    await worker.getByRole('button', { name: 'Signera', exact: true }).click()
    await worker.getByText(/Signerad och låst av/).first().waitFor()
    const signed = await worker.getByRole('link', { name: /^Rätta: anteckning/ }).getAttribute('href')
    await t.test('/register/{id}/{record}/ratta', () => whole(worker, { href: server.url + signed, kind: '/register/{id}/{record}/ratta' }))
    await t.test('/register/{id}/{record}/historik', () => whole(worker, { href: server.url + signed.replace('ratta', 'historik'), kind: '/register/{id}/{record}/historik' }))
  })

  it('lists its eighty registers on one page', () => whole(head, { href: `${server.url}/register`, kind: '/register' }))

  it('hands a case to another unit, which reads what was before', async () => {
    await head.setViewportSize(DESK)
    await head.emulateMedia({ colorScheme: 'light', forcedColors: 'none' })
    const [record] = await records(head, 'case', '?state=open')
    await head.goto(server.url + record.replace('/register/case/', '/arende/'))
    await head.getByText('Lämna över till en annan grupp eller enhet').click()
    await head.getByLabel('Till', { exact: true }).selectOption({ label: 'Familjeenheten' })
    await head.getByLabel('Varför, och vad återstår?').fill('Familjerätten tar över.')
    await head.getByRole('button', { name: 'Fråga om de tar emot' }).click()
    const receiver = await open_window(browser)
    await login(receiver, server, 'fam.chef')
    await receiver.goto(`${server.url}/overlamningar`)
    await receiver.getByLabel('Grupp som tar emot').selectOption({ index: 1 })
    await receiver.getByRole('button', { name: 'Ta emot ärendet' }).click()
    await receiver.waitForURL(/\/arende\/\d+$/)
    await receiver.getByRole('link', { name: 'Personens sida' }).click()
    await receiver.getByRole('link', { name: 'Tidigare i Barn- och ungdomsenheten' }).click()
    await receiver.waitForURL(/\/overlamningar\/\d+\/tidigare$/)
    assert.ok(await receiver.locator('.person-timeline > li').count() > 0)
    assert.equal(await receiver.locator('.person-timeline a').count(), 0, 'headings only: the file stays where it was written')
    await whole(receiver, { href: receiver.url(), kind: '/overlamningar/{id}/tidigare' })
    no_troubles(receiver)
    await receiver.context().close()
  })
})
