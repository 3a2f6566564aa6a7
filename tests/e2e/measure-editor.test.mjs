// A head writes a measure with the keyboard alone: the words come from the definitions, the faults at their place, the figure while one types.
import { after, before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { DESK, PHONE, open_window, start_browser } from './lib/browser.mjs'
import { axe_clean, no_sideways_scroll, no_troubles, picture } from './lib/checks.mjs'
import { whole } from './lib/whole.mjs'
import { login, start_server } from './lib/server.mjs'

describe('a measure that is written', () => {
  let server, browser, page, draft
  before(async () => {
    server = await start_server()
    browser = await start_browser()
    page = await open_window(browser)
    await page.setViewportSize(DESK)
    await login(page, server, 'head')
  })
  after(async () => { await browser?.close(); await server?.stop() })

  const area = () => page.getByLabel('Måttets text')
  const list = () => page.getByRole('listbox')
  const marked = () => page.locator('[role=option][aria-selected=true] code').innerText()
  const answer = words => page.locator('#svar', { hasText: words }).waitFor()
  // As somebody at a keyboard does it: arrows until the word is marked, then Enter.
  const choose = async word => {
    await list().waitFor()
    await page.locator('[role=option] code', { hasText: new RegExp(`^${word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`) }).waitFor()
    for (let i = 0; i < 80 && await marked() !== word; i++) await page.keyboard.press('ArrowDown')
    assert.equal(await marked(), word)
    assert.equal(await area().getAttribute('aria-activedescendant'), await page.locator('[role=option][aria-selected=true]').getAttribute('id'))
    await page.keyboard.press('Enter')
  }

  it('is found from the list of measures, where the empty page teaches by an example', async () => {
    await page.goto(`${server.url}/matt`)
    await page.getByRole('link', { name: 'Skriv ett mått' }).click()
    assert.match(await page.locator('.measure-text').innerText(), /\[\[measure\]\]/)
    assert.ok((await page.locator('.measure-reading').innerText()).startsWith('Räknar '))
    await page.getByRole('button', { name: 'Börja med det här måttet' }).waitFor()
    await axe_clean(page, 'no drafts yet')
    await page.getByRole('button', { name: 'Skapa utkastet' }).click()
    await page.waitForURL(/\/matt\/redigera\/\d+$/)
    draft = page.url()
  })

  it('is written with the keyboard, word by word from the definitions', async () => {
    await area().focus()
    await page.keyboard.press('Control+End')
    for (let i = 0; i < 2; i++) await page.keyboard.press('ArrowUp') // the line count = ""
    await page.keyboard.press('End')
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('Control+ ')
    await page.keyboard.type('con')
    await choose('contact')
    await page.keyboard.type('Avsl') // the Swedish word of the form
    await choose('ended')
    await choose('in period')
    await page.keyboard.type(' wh') // the text could end here, so that nothing is offered unasked
    await choose('where')
    await page.keyboard.type('endi')
    await choose('ending')
    await choose('=')
    await choose('planned')
    assert.equal(await list().count(), 0, 'a text that is whole is left alone')
    await page.keyboard.press('Control+ ')
    await list().waitFor()
    await page.keyboard.press('Escape')
    assert.equal(await list().count(), 0, 'Esc closes')
    assert.match(await area().inputValue(), /^count = "contact ended in period where ending = planned"$/m)
    await answer('Måttet är rätt skrivet')
    await answer('Räknar kontakter där')
    await page.locator('#svar .fig').waitFor()
    assert.ok(await page.locator('#svar tbody tr').count() > 3)
    assert.equal(await page.evaluate(() => document.activeElement.id), 'f-text', 'the cursor stays in the text')
    no_troubles(page)
  })

  it('stands at its fault, and what was meant is put in', async () => {
    const before = await area().inputValue()
    await area().fill(before.replace('planned', 'planed'))
    await answer('Menade du planned?')
    assert.match(await page.locator('.faults').innerText(), /Rad 4, tecken 49/)
    await page.locator('.faults a').first().focus()
    await page.keyboard.press('Enter')
    assert.equal(await page.evaluate(() => { const t = document.activeElement; return t.value.slice(t.selectionStart, t.selectionEnd) }), 'planed')
    assert.match(await page.locator('#plats').innerText(), /Rad 4, tecken 49/)
    await axe_clean(page, 'a fault')
    await page.getByRole('button', { name: 'Byt till planned' }).click()
    assert.equal(await area().inputValue(), before)
    await answer('Måttet är rätt skrivet')
    no_troubles(page)
  })

  it('gives the figure that the measures have, on the unit’s own records', async () => {
    await page.getByRole('button', { name: 'Spara utkastet' }).click()
    await page.getByText('Utkastet är sparat.').waitFor()
    await page.goto(`${server.url}/matt/um_positive_change`)
    const rows = await page.locator('table.list tbody tr').evaluateAll(all => all.map(row => [...row.cells].map(cell => cell.innerText.trim())))
    const [year, known] = rows.find(([period]) => /^20\d\d$/.test(period))
    assert.match(known, /\d/)
    await page.getByRole('button', { name: 'Ändra en kopia' }).click()
    await page.waitForURL(/\/matt\/redigera\/\d+$/)
    assert.match(await area().inputValue(), /um_positive_change_kopia/)
    const tried = (await page.locator('#svar table.list tbody tr', { hasText: year }).first().locator('td').nth(1).innerText()).trim()
    assert.equal(tried, known)
    await page.locator('#svar a[href^="/register/"]').first().waitFor()
  })

  it('is calm at a desk and on a phone', async () => {
    for (const [name, size] of [['skrivbord', DESK], ['telefon', PHONE]]) {
      await page.setViewportSize(size)
      await page.goto(page.url())
      await page.locator('#svar .fig').waitFor()
      await no_sideways_scroll(page)
      await axe_clean(page, `the editor, ${name}`)
      await area().focus()
      await page.keyboard.press('Control+End')
      await page.keyboard.press('ArrowUp')
      await page.keyboard.press('End')
      await page.keyboard.press('Control+ ')
      await list().or(page.getByText('Inget ord att föreslå här')).first().waitFor()
      await page.keyboard.press('Escape')
      await page.keyboard.press('Control+End')
      await page.keyboard.press('Control+ ')
      await list().waitFor()
      await no_sideways_scroll(page)
      await axe_clean(page, `the words, ${name}`)
      await picture(page, `skriv-matt-${name}`, { docs: size === DESK })
      await page.keyboard.press('Escape')
    }
    await page.setViewportSize(DESK)
    await whole(page, { href: page.url(), kind: '/matt/redigera/{draft}' }, true)
    await whole(page, { href: `${server.url}/matt/redigera`, kind: '/matt/redigera' }, true)
    no_troubles(page)
  })

  it('works without a script', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false, storageState: await page.context().storageState(), viewport: DESK })
    const plain = await context.newPage()
    await plain.goto(draft)
    await plain.getByLabel('Måttets text').fill('[[measure]]\nid = "a"\ntitle = { sv = "A", en = "A" }\ncount = "contact endd in period"\n')
    await plain.getByRole('button', { name: 'Pröva', exact: true }).click()
    assert.match(await plain.locator('.faults').innerText(), /Rad 4, tecken 18[\s\S]*Menade du ended\?/)
    await plain.getByText('Ord som går att använda').click()
    assert.ok(await plain.locator('.measure-words dt', { hasText: 'ended' }).count() > 0)
    await context.close()
  })

  it('is taken as a file, removed and brought back', async () => {
    await page.goto(draft)
    const file = await page.request.get(`${draft}/fil`)
    assert.match(file.headers()['content-disposition'], /nytt_matt\.toml/)
    assert.match(await file.text(), /ending = planned/)
    await page.getByText('Ta måttet i bruk, eller ta bort utkastet').click()
    await page.getByRole('button', { name: 'Ta bort utkastet' }).click()
    await page.getByRole('button', { name: 'Ångra' }).click()
    await page.waitForURL(draft)
    no_troubles(page)
  })

  it('is not for those who do not manage the unit', async () => {
    const maja = await open_window(browser)
    await login(maja, server, 'therapist')
    await maja.goto(`${server.url}/matt`)
    assert.equal(await maja.getByRole('link', { name: 'Skriv ett mått' }).count(), 0)
    assert.equal((await maja.request.get(draft)).status(), 403)
    await maja.context().close()
  })
})
