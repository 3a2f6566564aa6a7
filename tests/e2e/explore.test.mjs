// A head's own question to the figures: asked, drawn, kept, shared with a colleague and taken away.
import { after, before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { DESK, PHONE, open_window, start_browser } from './lib/browser.mjs'
import { axe_clean, no_sideways_scroll, no_troubles, picture } from './lib/checks.mjs'
import { login, start_server } from './lib/server.mjs'

describe('explore', () => {
  let server, browser, page
  before(async () => {
    server = await start_server()
    browser = await start_browser()
    page = await open_window(browser)
    await login(page, server, 'head')
  })
  after(async () => { await browser?.close(); await server?.stop() })

  it('begins with ready questions, and the list of measures leads there', async () => {
    await page.goto(`${server.url}/matt`)
    await page.getByRole('link', { name: 'Ställ en egen fråga till siffrorna' }).click()
    assert.ok(await page.locator('.explore-examples a').count() >= 3)
    await page.locator('.explore-examples a', { hasText: 'skiljer sig grupperna' }).click()
    await page.locator('figure.funnel svg').first().waitFor()
    no_troubles(page)
  })

  it('is asked by keyboard and answered with a picture and its figures', async () => {
    await page.goto(`${server.url}/utforska`)
    await page.locator('summary', { hasText: 'Hela enheten' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('checkbox', { name: 'Samtal där brukaren har skattat SRS' }).focus()
    await page.keyboard.press('Space')
    await page.getByLabel('Från', { exact: true }).selectOption('2018')
    await page.getByLabel('Till och med').selectOption('2018')
    await page.getByLabel('Delat på').selectOption('grupp')
    await page.getByLabel('Ritat som').selectOption('tratt')
    await page.getByRole('button', { name: 'Visa' }).focus()
    await page.keyboard.press('Enter')
    await page.locator('figure.funnel svg').first().waitFor()
    assert.match(page.url(), /m=srs_complete.*delat=grupp.*bild=tratt/)
    await page.setViewportSize(DESK)
    await picture(page, 'utforska-tratt', { docs: true })
    await axe_clean(page, 'the funnel, desk')
    await page.getByText('Siffrorna, med vägen till posterna').click()
    const cells = page.locator('.explore-answer table.list tbody tr').first().locator('td.n')
    const unit = await cells.first().innerText()
    assert.match(unit, /\d+\s%/)
    // The same figure stands behind the link, where the records are.
    await cells.first().locator('a').click()
    assert.ok((await page.locator('main').innerText()).includes(unit.trim()), `the records' page says ${unit}`)
    no_troubles(page)
  })

  it('fits a phone, every way of drawing', async () => {
    await page.setViewportSize(PHONE)
    for (const drawn of ['kurva', 'staplar', 'sma', 'tratt', 'tabell']) {
      await page.goto(`${server.url}/utforska?m=srs_complete&m=clients&per=tertial&fran=2018&till=2018&delat=grupp&bild=${drawn}`)
      await no_sideways_scroll(page)
      await axe_clean(page, `${drawn}, phone`)
    }
    await page.setViewportSize(DESK)
    no_troubles(page)
  })

  it('is kept under a name and shared with a colleague, who cannot take it away', async () => {
    await page.goto(`${server.url}/utforska?m=clients&per=tertial&fran=2018&till=2018&delat=grupp&bild=sma`)
    await page.getByText('Spara bilden under ett namn').click()
    page.expected = [/422/] // a name is asked for
    await page.getByRole('button', { name: 'Spara', exact: true }).click()
    assert.equal(await page.locator('[aria-invalid=true]').count() + await page.locator(':invalid').count() > 0, true, 'a name is asked for')
    await page.getByLabel('Namn').fill('Brukare per grupp')
    await page.locator('label', { hasText: 'Alla i enheten ska se den' }).click()
    await page.getByRole('button', { name: 'Spara', exact: true }).click()
    await page.getByRole('link', { name: 'Brukare per grupp' }).waitFor()
    const maja = await open_window(browser)
    await login(maja, server, 'therapist')
    await maja.goto(`${server.url}/utforska`)
    await maja.getByRole('link', { name: 'Brukare per grupp' }).click()
    assert.ok(await maja.locator('.small-multiples figure').count() > 2)
    assert.equal(await maja.getByRole('button', { name: 'Ta bort Brukare per grupp' }).count(), 0)
    assert.equal(await maja.getByRole('link', { name: 'Excel' }).count(), 0, 'files are for those who make reports')
    await maja.context().close()
    await page.getByRole('button', { name: 'Ta bort Brukare per grupp' }).click()
    await page.waitForLoadState('load')
    assert.equal(await page.getByRole('link', { name: 'Brukare per grupp' }).count(), 0)
    no_troubles(page)
    page.expected = []
  })

  it('is put on the results board by the head, where everybody meets it, also on the TV', async () => {
    const kept = { 'Ger vi alla samma chans?': 'm=srs_complete&per=ar&fran=2018&till=2018&delat=grupp&bild=tratt', 'Synpunkter, år för år': 'm=viewpoints_adapted&per=ar&fran=2015&till=2018&delat=kon&bild=kurva', 'Brukare per tertial': 'm=clients&m=srs_complete&per=tertial&fran=2018&till=2018&delat=grupp&bild=sma' }
    for (const [title, query] of Object.entries(kept)) {
      await page.goto(`${server.url}/utforska?${query}`)
      await page.getByText('Spara bilden under ett namn').click()
      await page.getByLabel('Namn').fill(title)
      await page.locator('label', { hasText: 'Alla i enheten ska se den' }).click()
      await page.getByRole('button', { name: 'Spara', exact: true }).click()
      await page.getByRole('button', { name: `Visa på tavlan: ${title}` }).click()
      await page.getByRole('button', { name: `Ta bort från tavlan: ${title}` }).waitFor()
    }
    await page.goto(`${server.url}/tavla`)
    assert.equal(await page.locator('.board-picture').count(), 3)
    await page.locator('.board-pictures').scrollIntoViewIfNeeded()
    await picture(page, 'tavla-bilder', { full: true })
    await axe_clean(page, 'the board with pictures, desk')
    await page.goto(`${server.url}/tavla/tv?stilla=1`)
    await page.getByRole('link', { name: 'Bilder' }).click()
    await page.locator('.board-pictures.wall svg').first().waitFor()
    await picture(page, 'tavla-bilder-tv')
    await axe_clean(page, 'the pictures on a TV')
    const maja = await open_window(browser, { size: PHONE })
    await login(maja, server, 'therapist')
    await maja.goto(`${server.url}/tavla`)
    await no_sideways_scroll(maja)
    await axe_clean(maja, 'the board with pictures, phone')
    await picture(maja, 'tavla-bilder-telefon', { full: true })
    assert.equal(await maja.getByRole('button', { name: /från tavlan/ }).count(), 0)
    await maja.getByRole('link', { name: 'Brukare per tertial' }).click()
    assert.ok(await maja.locator('.small-multiples figure').count() > 2, 'the whole question')
    await maja.context().close()
    await page.goto(`${server.url}/tavla`)
    await page.getByRole('button', { name: 'Ta bort från tavlan: Brukare per tertial' }).click()
    await page.waitForLoadState('load')
    assert.equal(await page.locator('.board-picture').count(), 2)
    no_troubles(page)
  })

  it('leaves the unit protected: what the page shows of few, the file does not', async () => {
    const query = 'm=viewpoints_received&per=manad&fran=2018&till=2018&delat=grupp&bild=tabell'
    await page.goto(`${server.url}/utforska?${query}`)
    const shown = await page.locator('.explore-answer table.list tbody td.n').allInnerTexts()
    assert.ok(shown.some(words => /^[1-4]$/.test(words.trim())), 'inside the unit small numbers are seen')
    const file = await (await page.request.get(`${server.url}/utforska/siffror.csv?${query}`)).text()
    const cells = file.trim().split(/\r?\n/).slice(1).flatMap(line => line.split(';').slice(1))
    assert.ok(cells.length > 20)
    assert.deepEqual(cells.filter(cell => /^[1-4]$/.test(cell)), [], 'the file tells of fewer than five')
    const drawn = await page.request.get(`${server.url}/utforska/bild.svg?m=srs_complete&delat=grupp&bild=tratt&fran=2018&till=2018`)
    assert.equal(drawn.status(), 200)
    assert.match(await drawn.text(), /^<svg[^>]*c-stacked/)
    assert.equal((await page.request.get(`${server.url}/utforska/siffror.xlsx?${query}`)).status(), 200)
  })
})
