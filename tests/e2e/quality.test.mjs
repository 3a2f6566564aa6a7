// Figures to look at, as the head of the demo unit meets them; and units beside one another, as the head of one of three sees them.
import { after, before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { DESK, PHONE, open_window, start_browser } from './lib/browser.mjs'
import { axe_clean, no_sideways_scroll, no_troubles, picture } from './lib/checks.mjs'
import { DISTRICT, login, start_server } from './lib/server.mjs'

describe('figures to look at', () => {
  let server, browser, page
  before(async () => {
    server = await start_server()
    browser = await start_browser()
    page = await open_window(browser)
    await login(page, server, 'head')
  })
  after(async () => { await browser?.close(); await server?.stop() })

  it('are gathered on one page that the measures lead to, each with why', async () => {
    await page.goto(`${server.url}/matt`)
    await page.getByRole('link', { name: 'Siffror att titta på' }).click()
    await page.getByRole('heading', { level: 1, name: 'Siffror att titta på' }).waitFor()
    assert.ok(await page.locator('li .flag').count() > 0, 'the demo has printed figures that contradict the records')
    for (const words of await page.locator('li .flag').allInnerTexts()) assert.match(words, /\.$/, words)
    await picture(page, 'siffror-att-titta-pa', { docs: true })
    await axe_clean(page, 'figures to look at, desk')
    no_troubles(page)
  })

  it('fit a phone', async () => {
    await page.setViewportSize(PHONE)
    await page.goto(`${server.url}/siffror-att-titta-pa`)
    await no_sideways_scroll(page)
    await axe_clean(page, 'figures to look at, phone')
    await picture(page, 'siffror-att-titta-pa-telefon')
    await page.setViewportSize(DESK)
  })

  it('are seen with a note, by keyboard, and the next reader is told', async () => {
    await page.goto(`${server.url}/siffror-att-titta-pa`)
    const first = page.locator('main li.item').first()
    const title = await first.locator('a').first().innerText()
    await first.locator('summary').focus()
    await page.keyboard.press('Enter')
    await first.locator('textarea').fill('Stämmer med underlaget, tryckfel i planen.')
    await first.getByRole('button', { name: 'Spara som sett' }).focus()
    await page.keyboard.press('Enter')
    await page.waitForLoadState('load')
    const maja = await open_window(browser)
    await login(maja, server, 'therapist')
    await maja.goto(`${server.url}/siffror-att-titta-pa`)
    await maja.locator('summary', { hasText: 'sedd' }).click()
    const seen = maja.locator('details li.item', { hasText: title }).first()
    assert.match(await seen.innerText(), /tryckfel i planen/)
    assert.equal(await maja.locator('textarea').count(), 0, 'who leads the unit answers for its figures')
    await axe_clean(maja, 'what has been seen')
    no_troubles(maja)
    await maja.context().close()
  })

  it('stand beside the figure where it is read', async () => {
    await page.goto(`${server.url}/siffror-att-titta-pa`)
    const item = page.locator('main li.item').first()
    const words = await item.locator('.flag').innerText()
    await item.locator('a').first().click()
    assert.ok((await page.locator('main').innerText()).includes(words.trim()), words)
    no_troubles(page)
  })
})

describe('units beside one another', () => {
  let server, browser, page
  const asked = 'm=cases_new&per=ar&delat=enhet&niva=namnd'
  before(async () => {
    server = await start_server({ only: 'child-and-youth' })
    browser = await start_browser()
    page = await open_window(browser)
    await login(page, server, DISTRICT.head)
  })
  after(async () => { await browser?.close(); await server?.stop() })

  it('are chosen and drawn by keyboard', async () => {
    await page.goto(`${server.url}/utforska?m=cases_new`)
    await page.getByLabel('Siffrorna gäller').focus()
    await page.getByLabel('Siffrorna gäller').selectOption('namnd')
    await page.getByLabel('Delat på').selectOption('enhet')
    await page.getByLabel('Ritat som').selectOption('staplar')
    await page.getByRole('button', { name: 'Visa', exact: true }).focus()
    await page.keyboard.press('Enter')
    await page.waitForURL(/niva=namnd/)
    assert.match(page.url(), /delat=enhet/)
    await page.locator('.explore-answer svg').first().waitFor()
    await picture(page, 'utforska-enheter', { docs: true })
    await axe_clean(page, 'units, desk')
    assert.equal(await page.getByLabel('Delat på').locator('option[value=grupp]').count(), 0, 'groups are a unit’s own')
    no_troubles(page)
  })

  it('fit a phone, every way of drawing, and hide what is small', async () => {
    await page.setViewportSize(PHONE)
    for (const drawn of ['kurva', 'staplar', 'sma', 'tratt', 'tabell']) {
      await page.goto(`${server.url}/utforska?${asked}&bild=${drawn}`)
      await no_sideways_scroll(page)
      await axe_clean(page, `${drawn}, phone`)
    }
    await page.setViewportSize(DESK)
    const file = await (await page.request.get(`${server.url}/utforska/siffror.csv?${asked}`)).text()
    assert.deepEqual(file.split(/\r?\n/).flatMap(line => line.split(';').slice(1)).filter(cell => /^[1-4]$/.test(cell)), [])
    assert.equal((await page.request.get(`${server.url}/utforska/bild.svg?${asked}&bild=kurva`)).status(), 200)
    no_troubles(page)
  })

  it('are shown to those who make reports; a colleague sees the own unit and is told', async () => {
    const worker = await open_window(browser)
    await login(worker, server, DISTRICT.worker)
    await worker.goto(`${server.url}/utforska?${asked}`)
    assert.match(await worker.locator('main').innerText(), /Du ser din egen/)
    assert.equal(await worker.getByLabel('Siffrorna gäller').count(), 0)
    await worker.context().close()
  })

  it('are told why two measures are drawn apart', async () => {
    await page.goto(`${server.url}/utforska?m=cases_new&m=cy_reports&m=cy_child_took_part&ihop=1`)
    assert.match(await page.locator('main').innerText(), /ritas var för sig\. Måtten räknas i olika enheter: antal och procent\./)
    await axe_clean(page, 'together')
    no_troubles(page)
  })
})
