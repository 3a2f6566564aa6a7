// The unit's own file as Excel saves it on a Swedish Windows: semicolons, Windows-1252, dates as 190110, mixed spellings.
import { after, before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { open_window, start_browser } from './lib/browser.mjs'
import { axe_clean, no_troubles, picture, plain_words } from './lib/checks.mjs'
import { login, start_server } from './lib/server.mjs'

const LINES = [
  ['Datum', 'KATEGORI', 'Vem tog emot?', 'Vem lämnar synpunkten?', 'KÖN', 'Gäller', 'Skriftligt/muntligt', 'Beskrivning', 'Åtgärd', 'Anpassning', 'Vår egen kolumn'],
  ['190110', 'Önskemål', 'Maja', 'Brukaren', 'kvinna', 'Tider', 'munt', 'Önskar kvällstider på grund av skolan', 'Två kvällstider i veckan', 'ja', 'x'],
  ['2019-02-03', 'klagomål', 'Åsa', 'Mor', 'K', 'bemötande', 'Skriftligt', 'För många frågor på en gång', 'En fråga i taget', 'Ja', ''],
  ['3/3 2019', 'Beröm', '', 'Pappa', 'man', 'Insatsens innehåll', 'Muntligt', 'Det hjälpte att rita', '', 'nej', ''],
  ['35/3', 'Beröm', '', 'Pappa', 'man', 'Insatsens innehåll', 'Muntligt', 'Raden har ett datum som inte finns', '', 'nej', '']
]
// Every character used is the same in Latin-1 and Windows-1252.
const FILE = Buffer.from(LINES.map(cells => cells.join(';')).join('\r\n') + '\r\n', 'latin1')

describe('a file from the unit’s own Excel', () => {
  let server, browser, page
  before(async () => {
    server = await start_server()
    browser = await start_browser()
    page = await open_window(browser)
    await login(page, server, 'head')
  })
  after(async () => { await browser?.close(); await server?.stop() })

  const adapted = async () => {
    await page.goto(`${server.url}/tavla`)
    return Number((await page.locator('tr[data-measure=viewpoints_adapted] a.fig').innerText()).match(/\d+/)[0])
  }
  let before_import
  const choose_team = async () => {
    await page.getByLabel('Grupp för rader som inte säger någon').selectOption({ label: 'Ungdomsmottagningen' })
    await page.getByRole('button', { name: 'Använd de här valen' }).click()
  }

  it('is read: columns, letters and examples are shown before anything happens', async () => {
    before_import = await adapted()
    await page.goto(`${server.url}/register/viewpoint/import`)
    await axe_clean(page)
    await page.locator('input[type=file]').setInputFiles({ name: 'synpunkter 2019.csv', mimeType: 'text/csv', buffer: FILE })
    await page.getByRole('button', { name: 'Visa vad filen innehåller' }).click()
    await page.waitForURL(/import\/\d+$/)
    const main = await page.locator('main').innerText()
    assert.match(main, /Windows-1252/, 'it says how the file was read')
    assert.match(main, /Önskar kvällstider/, 'å, ä and ö are whole')
    assert.match(main, /Vår egen kolumn/)
    await axe_clean(page)
    await plain_words(page)
    await picture(page, 'inlasning', { docs: true, full: true })
  })

  it('rows that name no team get the one that is chosen', async () => {
    await choose_team()
    await page.getByText('1 passar inte').first().waitFor()
  })

  it('what does not fit is shown by row and corrected on the spot', async () => {
    const fix = page.getByLabel(/^Rätta .* på rad 5$/).first()
    assert.equal(await fix.inputValue(), '35/3')
    await fix.fill('15/3')
    await page.getByRole('button', { name: 'Rätta och kontrollera igen' }).click()
    await page.getByRole('button', { name: /^Läs in 4 nya/ }).waitFor()
  })

  it('is read in, seen in the list and counted on the board', async () => {
    await page.getByRole('button', { name: /^Läs in 4 nya/ }).click()
    await page.getByText(/är inläst: 4 nya/).waitFor()
    assert.equal(await adapted(), before_import + 2, 'two of them led to an adaptation')
    await page.goto(`${server.url}/register/viewpoint`)
    await page.getByText('För många frågor på en gång').first().waitFor()
  })

  it('the same file again changes nothing', async () => {
    await page.goto(`${server.url}/register/viewpoint/import`)
    await page.locator('input[type=file]').setInputFiles({ name: 'synpunkter 2019.csv', mimeType: 'text/csv', buffer: Buffer.from(FILE.toString('latin1').replace('35/3', '15/3'), 'latin1') })
    await page.getByRole('button', { name: 'Visa vad filen innehåller' }).click()
    await page.waitForURL(/import\/\d+$/)
    await choose_team()
    await page.getByText('4 rader finns redan').waitFor()
    await page.getByRole('button', { name: /Kasta filen/ }).click()
    await page.waitForURL(/import$/)
  })

  it('and the whole of it can be undone', async () => {
    await page.getByRole('button', { name: /^Ångra inläsningen av synpunkter 2019/ }).click()
    await page.getByText('Inläsningen är ångrad: 4 borttagna').waitFor()
    assert.equal(await adapted(), before_import)
    no_troubles(page)
  })

  it('a file that is no table is refused with words, not with a fault', async () => {
    await page.goto(`${server.url}/register/viewpoint/import`)
    page.expected = [/4\d\d/]
    await page.locator('input[type=file]').setInputFiles({ name: 'bild.xlsx', mimeType: 'application/octet-stream', buffer: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3]) })
    await page.getByRole('button', { name: 'Visa vad filen innehåller' }).click()
    const main = await page.locator('main').innerText()
    assert.match(main, /ingen tabell som går att läsa/)
    await plain_words(page)
  })
})
