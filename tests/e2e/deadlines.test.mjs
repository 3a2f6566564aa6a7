// What has a last day: what is late stands first, a date explains itself, and is moved by a decision only.
import { after, before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { DESK, PHONE, open_window, start_browser } from './lib/browser.mjs'
import { axe_clean, no_sideways_scroll, no_troubles, picture } from './lib/checks.mjs'
import { DISTRICT, login, start_server } from './lib/server.mjs'
import { whole } from './lib/whole.mjs'

describe('the watch list', () => {
  let server, browser, page
  before(async () => {
    server = await start_server({ only: 'child-and-youth' })
    browser = await start_browser()
    page = await open_window(browser)
    await login(page, server, DISTRICT.head)
  })
  after(async () => { await browser?.close(); await server?.stop() })

  const list = (query = '') => page.goto(`${server.url}/bevakning${query}`)
  const days = () => page.locator('.watch tbody td.date').evaluateAll(cells => cells.map(cell => cell.firstElementChild.firstChild.textContent.slice(0, 10)))

  it('begins with what is late, day by day', async () => {
    await list()
    const groups = await page.locator('.watch tr.goal th').allInnerTexts()
    assert.match(groups[0], /^Försenade/)
    const shown = await days()
    assert.ok(shown.length > 20)
    assert.deepEqual(shown, [...shown].sort())
    assert.ok(shown[0] < '2019-03-22')
    await picture(page, 'bevakning', { docs: true })
    await whole(page, { href: page.url(), kind: '/bevakning' })
    await page.setViewportSize(DESK)
  })

  it('is narrowed by rule', async () => {
    await list()
    await page.getByLabel('Regel').selectOption('investigation.investigation')
    await page.waitForURL(/regel=investigation\.investigation/)
    const what = await page.locator('.watch tbody tr:not(.goal) td:nth-child(3) a').allInnerTexts()
    assert.ok(what.length > 0)
    assert.deepEqual([...new Set(what)], ['Utredningen klar'])
  })

  it('explains a date, reached by keyboard alone', async () => {
    await list('?regel=investigation.investigation')
    for (let i = 0; i < 60; i++) {
      await page.keyboard.press('Tab')
      if (await page.evaluate(() => document.activeElement.matches('.watch td.date a'))) break
    }
    const day = await page.evaluate(() => document.activeElement.firstChild.textContent)
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/bevakning\/investigation\//)
    const why = await page.locator('ol.why').innerText()
    assert.match(why, /4 månader/)
    assert.match(why, /Tiden räknas från/)
    assert.match(why, /Sista dagen är alltså/)
    assert.equal(await page.locator('.note dd').filter({ hasText: day }).count() > 0, true)
  })

  it('extends by a decision with reasons, never without', async () => {
    const here = page.url()
    await page.getByLabel('Ny sista dag').fill('2019-09-30')
    await page.getByRole('button', { name: 'Besluta om förlängning' }).click()
    page.expected = [/422/]
    await page.locator('[data-focus]').waitFor()
    await axe_clean(page)
    page.troubles.length = 0
    await page.getByRole('textbox', { name: /^Skäl/ }).fill('Familjen har varit bortrest och barnet har inte kommit till tals.')
    await page.getByRole('button', { name: 'Besluta om förlängning' }).click()
    await page.getByText('Tiden är förlängd.').waitFor()
    assert.match(await page.locator('.note .facts').innerText(), /2019-09-30/)
    assert.match(await page.locator('ol.why').innerText(), /bortrest|[Ff]örläng/)
    await whole(page, { href: here, kind: '/bevakning/{register}/{record}/{rule}/{occurrence}' })
    await page.setViewportSize(DESK)
    await page.getByRole('link', { name: /^Öppna: utredning/ }).click()
    assert.match(await page.locator('.note').innerText(), /förlängd/)
  })

  it('is signed each week', async () => {
    await list()
    await page.getByLabel('Anteckning, utan namn').fill('Genomgången med biträdande.')
    await page.getByRole('button', { name: 'Signera veckans genomgång' }).click()
    await page.getByText('Veckans bevakning är signerad.').waitFor()
    assert.equal(await page.getByRole('button', { name: 'Signera veckans genomgång' }).count(), 0)
    await page.getByRole('link', { name: 'Signerade veckor' }).click()
    assert.match(await page.getByRole('table').innerText(), /12[\s\S]*Genomgången med biträdande/)
    await whole(page, { href: page.url(), kind: '/bevakning/signerade' })
    await page.setViewportSize(DESK)
  })

  it('tells how many were done in time', async () => {
    await page.goto(`${server.url}/bevakning/utfall`)
    const row = await page.getByRole('row', { name: /Ring tillbaka/ }).first().locator('td').allInnerTexts()
    const [, in_time, late, missed, all, share] = row
    assert.equal(Number(in_time) + Number(late) + Number(missed), Number(all))
    assert.equal(parseInt(share), Math.round(100 * Number(in_time) / Number(all)))
    await whole(page, { href: page.url(), kind: '/bevakning/utfall' })
  })

  it('gives a calendar that says how many, never who', async () => {
    await page.setViewportSize(DESK)
    await page.goto(`${server.url}/bevakning/kalender`)
    await page.getByRole('button', { name: 'Skapa en adress' }).click()
    await page.waitForLoadState('load')
    const address = (await page.locator('main').innerText()).match(/https?:\/\/\S+\.ics\S*/)?.[0] ?? await page.locator('main input').first().inputValue()
    const reply = await page.request.get(new URL(address).pathname.startsWith('/') ? server.url + new URL(address).pathname + new URL(address).search : address)
    assert.equal(reply.status(), 200)
    assert.match(await reply.text(), /BEGIN:VCALENDAR/)
    await whole(page, { href: `${server.url}/bevakning/kalender`, kind: '/bevakning/kalender' })
  })

  it('goes onto paper with the rows and without what is for the screen', async () => {
    await page.setViewportSize(DESK)
    await page.emulateMedia({ media: 'print', colorScheme: 'light', forcedColors: 'none' })
    await list()
    for (const unwanted of ['.rail', '.filters', '.week', '.chips', '.actions']) assert.equal(await page.locator(`${unwanted}:visible`).count(), 0, `${unwanted} is printed`)
    assert.ok(await page.locator('.watch tbody tr').nth(3).isVisible())
    await page.emulateMedia({ media: 'screen' })
  })

  it('fits a phone: a row is a small text', async () => {
    await page.setViewportSize(PHONE)
    await list()
    await no_sideways_scroll(page)
    assert.ok(await page.locator('.watch tbody tr:not(.goal) td:nth-child(4)').filter({ hasText: /\S/ }).first().isVisible(), 'whom it is about is not lost')
    no_troubles(page)
  })
})
