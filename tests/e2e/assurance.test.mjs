// Self-control by sample: drawn, given to a colleague, answered by keyboard, with feedback; and what it says over time.
import { after, before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { DESK, open_window, start_browser } from './lib/browser.mjs'
import { axe_clean, no_troubles, picture } from './lib/checks.mjs'
import { DISTRICT, login, start_server } from './lib/server.mjs'
import { whole } from './lib/whole.mjs'

describe('a review by sample', () => {
  let server, browser, head, worker, name, sample
  before(async () => {
    server = await start_server({ only: 'child-and-youth' })
    browser = await start_browser()
    head = await open_window(browser)
    worker = await open_window(browser)
    await login(head, server, DISTRICT.head)
    await login(worker, server, DISTRICT.worker)
    name = (await worker.locator('.rail .who').innerText()).split('\n')[0].trim()
  })
  after(async () => { await browser?.close(); await server?.stop() })

  const desk = async page => { await page.setViewportSize(DESK); await page.emulateMedia({ colorScheme: 'light', forcedColors: 'none' }) }

  it('is drawn and given out', async () => {
    await head.goto(`${server.url}/granskningar`)
    await whole(head, { href: head.url(), kind: '/granskningar' })
    await desk(head)
    await head.getByRole('link', { name: 'Kollegial granskning' }).click()
    await picture(head, 'granskning', { docs: true })
    await whole(head, { href: head.url(), kind: '/granskningar/{audit}' })
    await desk(head)
    await head.getByRole('button', { name: 'Dra och dela ut' }).click()
    await head.waitForURL(/\/granskningar\/stickprov\/\d+$/)
    sample = head.url()
    assert.match(await head.locator('.lead').innerText(), /^\d+ poster? dragn?a? ur|^\d+ poster dragna ur/)
    const rows = await head.locator('.sample tbody tr').evaluateAll(all => all.map(row => [...row.cells].map(cell => cell.querySelector('select')?.selectedOptions[0].text ?? cell.innerText)))
    assert.ok(rows.length > 5)
    for (const [record, , handler, reviewer] of rows) {
      assert.doesNotMatch(record, /^\w+ \d+$/, 'a record has a name, not a number')
      assert.notEqual(handler, reviewer, 'nobody reviews their own')
    }
    await whole(head, { href: sample, kind: '/granskningar/stickprov/{id}' })
    await desk(head)
  })

  it('is given to another colleague', async () => {
    const row = head.locator('.sample tbody tr').filter({ has: head.locator('option', { hasText: name }) }).first()
    await row.locator('select').selectOption({ label: name })
    await row.getByRole('button', { name: 'Byt' }).click()
    await head.waitForLoadState('load')
    await worker.goto(`${server.url}/granskningar`)
    await worker.getByRole('heading', { name: 'Väntar på dig' }).waitFor()
    assert.ok(await worker.locator('.waiting li').count() >= 1)
  })

  it('is not done until every question has its answer', async () => {
    await worker.locator('.waiting a').first().click()
    await worker.waitForURL(/\/granskningar\/post\/\d+$/)
    await whole(worker, { href: worker.url(), kind: '/granskningar/post/{id}' })
    await desk(worker)
    await worker.getByRole('button', { name: 'Klar, lämna återkoppling' }).click()
    await worker.locator('[data-focus]').waitFor()
    assert.ok(await worker.locator('.error-list a').count() > 5)
    await axe_clean(worker)
    worker.troubles.length = 0
    worker.expected = [/422/]
  })

  it('is answered by keyboard alone', async () => {
    const questions = await worker.locator('.review fieldset').count()
    const here = worker.url()
    await worker.goto(here)
    let answered = 0
    for (let i = 0; i < 200; i++) {
      await worker.keyboard.press('Tab')
      const at = await worker.evaluate(() => ({ type: document.activeElement.type, id: document.activeElement.id, words: document.activeElement.textContent.trim() }))
      if (at.type === 'radio') { await worker.keyboard.press('Space'); answered++ }
      if (at.id === 'f-feedback') await worker.keyboard.type('Barnets egna ord syns. Skriv också vad skolan sade.')
      if (at.words === 'Klar, lämna återkoppling') break
    }
    assert.equal(answered, questions)
    await worker.keyboard.press('Enter')
    await worker.waitForURL(/\/granskningar$/)
    await worker.goto(here)
    assert.match(await worker.locator('main').innerText(), new RegExp(`Granskningen blev klar .*av ${name}`))
    assert.match(await worker.locator('main').innerText(), /Barnets egna ord syns/)
    await whole(worker, { href: here, kind: '/granskningar/post/{id}, done' })
  })

  it('is seen by the head, among what remains', async () => {
    await head.goto(sample)
    const states = await head.locator('.sample tbody tr td:last-child').allInnerTexts()
    assert.equal(states.filter(words => /klar \d/.test(words)).length, 1)
    assert.match(states.at(-1), /klar \d/, 'what remains comes first')
    no_troubles(head)
    no_troubles(worker)
  })
})
