// A register as one works in it: write, be interrupted, come back, save, find, sort, change, take a step with many, remove and regret,
// see who changed what, take it away as a file and on paper.
import { after, before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { PHONE, open_window, start_browser } from './lib/browser.mjs'
import { axe_clean, no_sideways_scroll, no_troubles, picture, plain_words } from './lib/checks.mjs'
import { login, start_server } from './lib/server.mjs'

const WORDS = 'Väntrummet är för trångt när två familjer kommer samtidigt.'

describe('a register', () => {
  let server, browser, page
  before(async () => {
    server = await start_server()
    browser = await start_browser()
    page = await open_window(browser)
    await login(page, server, 'head')
  })
  after(async () => { await browser?.close(); await server?.stop() })

  const list = () => page.goto(`${server.url}/register/viewpoint`)
  const total = async () => Number((await page.locator('.sentence b').innerText()).replace(/\s/g, '').match(/\d+/)[0])
  const column = async name => {
    const at = (await page.locator('.register-list thead th').allInnerTexts()).findIndex(t => t.includes(name))
    return page.locator(`.register-list tbody td:nth-child(${at + 1})`).allInnerTexts()
  }
  // Presses a button and answers for what the browser asks; tells whether it asked.
  const leave = async accept => {
    let asked = false
    const answer = dialog => { asked = true; return accept ? dialog.accept() : dialog.dismiss() }
    page.once('dialog', answer)
    await page.getByRole('link', { name: 'Tillbaka utan att spara' }).click()
    await page.waitForTimeout(200)
    page.off('dialog', answer)
    return asked
  }

  it('keeps what is written as a draft, by itself', async () => {
    await list()
    await page.getByRole('link', { name: 'Ny: synpunkt' }).click()
    await page.getByLabel('Kort beskrivning').fill(WORDS)
    await page.locator('[data-draft-words]').filter({ hasText: /^Sparat \d\d:\d\d$/ }).waitFor()
    await axe_clean(page)
    page.troubles.length = 0
    await picture(page, 'register-formular', { docs: true })
  })

  it('asks before words that are not kept yet are lost, and not when they are', async () => {
    await page.getByLabel('Vem tog emot?').pressSequentially('Mona')
    assert.equal(await leave(false), true, 'the words are a second old')
    assert.match(page.url(), /\/ny$/)
    await page.getByLabel('Vem tog emot?').press('End')
    await page.getByLabel('Vem tog emot?').pressSequentially('!')
    await page.waitForResponse(reply => reply.url().includes('/utkast/'))
    assert.equal(await leave(true), false, 'the draft is kept: nothing is lost')
    await page.waitForURL(/\/register\/viewpoint$/)
  })

  it('gives the draft back to the one who returns', async () => {
    await page.getByRole('link', { name: 'Ny: synpunkt' }).click()
    await page.getByText(/Det här är ditt utkast/).waitFor()
    assert.equal(await page.getByLabel('Kort beskrivning').inputValue(), WORDS)
    assert.equal(await page.getByLabel('Vem tog emot?').inputValue(), 'Mona!')
  })

  it('says at the place what is missing, and the summary leads there', async () => {
    await page.getByLabel('Datum').first().fill('35/3')
    await page.getByLabel('Kort beskrivning').press('Control+Enter')
    const summary = page.locator('[data-focus]')
    await summary.waitFor()
    assert.equal(await summary.evaluate(e => e === document.activeElement), true, 'the one who does not see hears it first')
    assert.match(await summary.innerText(), /behöver rättas/)
    await axe_clean(page)
    page.troubles.length = 0
    page.expected = [/422/]
    await summary.getByRole('link').first().click()
    const at = await page.evaluate(() => ({ id: document.activeElement.id, invalid: document.activeElement.getAttribute('aria-invalid'),
      says: document.getElementById((document.activeElement.getAttribute('aria-describedby') ?? '').split(' ')[0])?.textContent ?? '' }))
    assert.deepEqual([at.id, at.invalid], ['f-received', 'true'])
    assert.match(at.says, /datum/i)
    assert.equal(await page.getByLabel('Kort beskrivning').inputValue(), WORDS, 'nothing typed is lost')
    await picture(page, 'register-fel')
  })

  it('saves with Ctrl+Enter, also a couple as two givers of one viewpoint', async () => {
    await page.getByLabel('Datum').first().fill('22/3 2019')
    await page.getByText('Klagomål', { exact: true }).click()
    await page.getByLabel('Person 1').selectOption({ label: 'Mamma' })
    await page.getByLabel('Kön 1').selectOption({ label: 'kvinna eller flicka' })
    await page.getByRole('button', { name: /Lägg till/ }).click()
    await page.getByLabel('Person 2').selectOption({ label: 'Pappa' })
    await page.getByLabel('Kön 2').selectOption({ label: 'man eller pojke' })
    await page.getByLabel('Kort beskrivning').press('Control+Enter')
    await page.waitForURL(/\/register\/viewpoint\/\d+\?sparad=1/)
    await page.getByText(/Sparat \d\d:\d\d\./).waitFor()
    const main = await page.locator('main').innerText()
    assert.match(main, new RegExp(WORDS))
    assert.match(main, /Mamma[\s\S]*Pappa/)
    assert.match(main, /2019-03-22/)
    await plain_words(page)
    await picture(page, 'register-post', { docs: true })
    await page.goto(`${server.url}/register/viewpoint/ny`)
    assert.equal(await page.getByText(/Det här är ditt utkast/).count(), 0, 'a saved draft is gone')
  })

  it('is sorted by a column’s heading and says which way', async () => {
    await list()
    const sorted = () => page.locator('.register-list th[aria-sort]').evaluateAll(all => all.map(th => `${th.innerText.replace(/[^\p{L}]/gu, '')} ${th.getAttribute('aria-sort')}`))
    assert.deepEqual(await sorted(), ['Datum descending'])
    const newest = await column('Datum')
    assert.deepEqual(newest, [...newest].sort().reverse())
    await page.locator('.register-list th').getByRole('link', { name: /Datum/ }).click()
    await page.waitForURL(/sort=received/)
    const oldest = await column('Datum')
    assert.deepEqual(oldest, [...oldest].sort())
    assert.notDeepEqual(oldest, newest)
    assert.deepEqual(await sorted(), ['Datum ascending'])
  })

  it('is filtered by sentence; each part can be dropped; the filter is kept as a view', async () => {
    await list()
    const everything = await total()
    await page.getByRole('combobox', { name: 'Kategori' }).selectOption({ label: 'Klagomål' })
    await page.waitForURL(/category=complaint/)
    const complaints = await total()
    assert.ok(complaints > 0 && complaints < everything)
    assert.deepEqual([...new Set(await column('Kategori'))], ['Klagomål'])
    await page.getByText('Spara som vy').click()
    await page.getByLabel('Vyns namn').fill('Bara klagomål')
    await page.getByRole('button', { name: 'Spara vyn' }).click()
    await page.getByRole('link', { name: 'Ta bort villkoret Kategori: Klagomål' }).click()
    assert.equal(await total(), everything)
    await page.getByRole('link', { name: 'Bara klagomål' }).click()
    assert.equal(await total(), complaints)
    assert.equal(await page.locator('.chips [aria-current]').innerText(), 'Bara klagomål')
    await no_sideways_scroll(page)
  })

  it('shows the columns that the reader chooses', async () => {
    await list()
    assert.ok(!(await page.locator('.register-list thead').innerText()).includes('Åtgärd'))
    await page.getByText('Välj kolumner').click()
    await page.locator('.columns label', { hasText: 'Åtgärd' }).click() // FKUI paints the box; the words are what one presses
    await page.locator('.columns label', { hasText: 'gäller' }).click()
    await page.getByRole('button', { name: 'Visa kolumnerna' }).click()
    const head = await page.locator('.register-list thead').innerText()
    assert.match(head, /Åtgärd/)
    assert.doesNotMatch(head, /gäller/)
    await page.getByRole('combobox', { name: 'Kategori' }).selectOption({ label: 'Beröm' })
    await page.waitForURL(/category=praise/)
    assert.match(await page.locator('.register-list thead').innerText(), /Åtgärd/, 'a filter keeps the columns')
    await axe_clean(page)
    page.troubles.length = 0
  })

  it('takes a step with several at once', async () => {
    await page.goto(`${server.url}/register/viewpoint?state=new`)
    const unread = await total()
    assert.ok(unread >= 2, 'the demo has viewpoints that are new')
    assert.equal(await page.locator('#many').isVisible(), false, 'the bar comes when something is marked')
    await page.locator('.mark-cell input').nth(0).check()
    await page.locator('.mark-cell input').nth(1).click({ modifiers: ['Shift'] })
    await page.getByText('2 markerade').waitFor()
    await axe_clean(page)
    page.troubles.length = 0
    await page.getByLabel('Steg', { exact: true }).selectOption({ label: 'Hanterad på mötet' })
    await page.getByRole('button', { name: 'Ta steget för de markerade' }).click()
    await page.waitForLoadState('load')
    await page.goto(`${server.url}/register/viewpoint?state=new`)
    assert.equal(await total(), unread - 2)
  })

  it('removes what is marked, and gives it back to the one who regrets', async () => {
    await list()
    const everything = await total()
    const gone = (await page.locator('.register-list tbody tr').first().innerText()).trim()
    await page.locator('.mark-cell input').first().check()
    await page.getByRole('button', { name: 'Ta bort markerade' }).click()
    await page.getByText('En post är borttagen.').waitFor()
    assert.equal(await total(), everything - 1)
    assert.ok(!(await page.locator('.register-list').innerText()).includes(gone))
    await picture(page, 'register-angra')
    await page.getByRole('button', { name: 'Ångra borttagningen' }).click()
    await page.getByText('En post är återställd.').waitFor()
    assert.equal(await total(), everything)
    assert.equal((await page.locator('.register-list tbody tr').first().innerText()).trim(), gone)
  })

  it('takes everything that a filter shows, after a question, and tells how it went', async () => {
    await page.goto(`${server.url}/register/viewpoint?category=complaint`)
    const complaints = await total()
    await page.locator('label', { hasText: `Markera alla ${complaints} poster i listan` }).click()
    await page.getByText(`alla ${complaints}`, { exact: true }).waitFor()
    await axe_clean(page)
    await picture(page, 'register-alla')
    await page.getByRole('button', { name: 'Ta bort markerade' }).click()
    const yes = page.getByRole('button', { name: `Ta bort ${complaints} poster` })
    await yes.waitFor()
    await axe_clean(page)
    await picture(page, 'register-alla-fraga')
    await yes.click()
    await page.getByText(/\d+ poster är borttagna\.|En post är borttagen\./).waitFor()
    await axe_clean(page)
    await picture(page, 'register-alla-klart')
    await page.getByRole('button', { name: 'Ångra borttagningen' }).click()
    await page.getByText(/poster är återställda\.|En post är återställd\./).waitFor()
    await page.goto(`${server.url}/register/viewpoint?category=complaint`)
    assert.equal(await total(), complaints)
    page.troubles.length = 0
  })

  it('tells who changed what, with the words before and after', async () => {
    await list()
    await page.getByRole('row', { name: new RegExp(WORDS.slice(0, 20)) }).getByRole('link').first().click()
    await page.getByRole('link', { name: 'Ändra', exact: true }).click()
    await page.getByLabel('Åtgärd').fill('Familjerna får var sin tid.')
    await page.getByLabel('Åtgärd').press('Control+Enter')
    await page.waitForURL(/sparad=1/)
    await page.getByText(/^Historik: /).click()
    const history = page.locator('.timeline')
    const change = await history.locator('li').filter({ hasText: 'Ändrad' }).first().innerText()
    assert.match(change, /Ändrad av /)
    assert.match(change, /Åtgärd: .*Familjerna får var sin tid\./s)
    await page.getByRole('link', { name: 'Ändra', exact: true }).click()
    await page.getByLabel('Åtgärd').fill('Familjerna får var sitt rum.')
    await page.getByLabel('Åtgärd').press('Control+Enter')
    await page.waitForURL(/sparad=1/)
    await page.getByText(/^Historik: /).click()
    assert.equal(await history.locator('del').first().innerText(), 'Familjerna får var sin tid.')
    assert.equal(await history.locator('ins').first().innerText(), 'Familjerna får var sitt rum.')
    await axe_clean(page)
    page.troubles.length = 0
    await picture(page, 'register-historik')
  })

  it('lets two who write at the same time see each other’s words', async () => {
    const other = await open_window(browser)
    await login(other, server, 'deputy')
    const address = page.url().split('?')[0] + '/andra'
    await page.goto(address)
    await other.goto(address)
    await other.getByLabel('Åtgärd').fill('Vi bygger om.')
    await other.getByLabel('Åtgärd').press('Control+Enter')
    await other.waitForURL(/sparad=1/)
    await page.getByLabel('Åtgärd').fill('Vi hyr ett rum till.')
    page.expected = [/409/]
    await page.getByLabel('Åtgärd').press('Control+Enter')
    const both = page.getByRole('group', { name: /^Åtgärd: .+ har också skrivit$/ })
    await both.waitFor()
    assert.match(await both.innerText(), /Vi bygger om\./)
    const mine = page.locator('textarea[name="measure"]')
    assert.equal(await mine.inputValue(), 'Vi hyr ett rum till.')
    await axe_clean(page)
    page.troubles.length = 0
    await picture(page, 'register-tva-har-skrivit')
    await both.getByLabel(/^Ta det som .+ skrev$/).check()
    await mine.press('Control+Enter')
    await page.waitForURL(/sparad=1/)
    assert.match(await page.locator('main').innerText(), /Vi bygger om\./)
    await other.context().close()
  })

  it('leaves as a file with the rows that are shown', async () => {
    await page.goto(`${server.url}/register/viewpoint?category=complaint`)
    const complaints = await total()
    await page.getByText('Hämta', { exact: true }).click()
    const [csv] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Hämta som CSV' }).click()])
    assert.match(csv.suggestedFilename(), /^viewpoint-2019-\d\d-\d\d\.csv$/)
    const text = readFileSync(await csv.path(), 'utf8')
    assert.match(text.split('\r\n')[0], /Datum;Kategori;/)
    assert.ok(text.includes('Vi bygger om.') === text.includes(WORDS))
    assert.equal(text.match(/^\d{4}-\d\d-\d\d;Klagomål;/gm).length, complaints)
    const [excel] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Hämta som Excel' }).click()])
    assert.equal(readFileSync(await excel.path()).toString('latin1', 0, 2), 'PK')
  })

  it('prints the rows and the record, without what is for the screen', async () => {
    await page.emulateMedia({ media: 'print' })
    for (const unwanted of ['.rail', '.filters', '.actions', '.mark-cell', '.pages', '.bar', '.chips', '.drop'])
      assert.equal(await page.locator(`${unwanted}:visible`).count(), 0, `${unwanted} is printed`)
    assert.ok(await page.locator('h1').isVisible())
    assert.ok(await page.locator('.register-list tbody tr').first().isVisible())
    assert.ok(await page.locator('.sentence').isVisible(), 'the paper says which rows these are')
    const paper = await page.pdf({ format: 'A4', printBackground: true })
    assert.match(paper.toString('latin1', 0, 5), /%PDF-/)
    await picture(page, 'register-utskrift', { full: true })
    await page.emulateMedia({ media: 'screen' })
  })

  it('fits a phone: a row is a small text', async () => {
    await page.setViewportSize(PHONE)
    await list()
    await no_sideways_scroll(page)
    await picture(page, 'register-telefon', { docs: true })
    no_troubles(page)
  })
})
