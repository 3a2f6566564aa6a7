// A person and a case as one works with them: registered once, opened, planned, followed, handed over, and talked about without sex.
import { after, before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { DESK, open_window, start_browser } from './lib/browser.mjs'
import { no_troubles, picture } from './lib/checks.mjs'
import { DISTRICT, login, start_server } from './lib/server.mjs'
import { whole } from './lib/whole.mjs'

describe('a person and a case', () => {
  let server, browser, head, worker
  let person, work // the addresses of the person's page and of the case
  before(async () => {
    server = await start_server({ only: 'child-and-youth' })
    browser = await start_browser()
    head = await open_window(browser)
    worker = await open_window(browser)
    await login(head, server, DISTRICT.head)
    await login(worker, server, DISTRICT.worker)
  })
  after(async () => { await browser?.close(); await server?.stop() })

  const fill_person = async (page, first, last, born) => {
    await page.goto(`${server.url}/person/ny`)
    await page.getByLabel('Förnamn').fill(first)
    await page.getByLabel('Efternamn').fill(last)
    await page.getByLabel('Född').fill(born)
    await page.getByText('Kvinna eller flicka').click()
    await page.getByRole('button', { name: 'Kontrollera och spara personen' }).click()
  }

  it('registers a person once: the same human is recognised', async () => {
    await fill_person(worker, 'Åsa', 'Sjöö', '2010-04-05')
    await worker.waitForURL(/\/person\/\d+$/)
    person = new URL(worker.url()).pathname
    await fill_person(worker, 'Aasa', 'Sjoo', '2010-04-05')
    await worker.getByRole('heading', { name: 'Är det någon av dem?' }).waitFor()
    worker.expected = [/409/, /422/]
    await worker.getByRole('link', { name: 'Åsa Sjöö' }).click()
    await worker.waitForURL(url => url.pathname === person)
  })

  it('opens a case and says what comes next', async () => {
    await worker.getByText('Öppna ett ärende', { exact: true }).click()
    await worker.locator('.person-side').getByLabel('Slag').selectOption({ index: 1 })
    await worker.getByRole('button', { name: 'Öppna ärendet' }).click()
    await worker.waitForURL(/\/arende\/\d+$/)
    work = new URL(worker.url()).pathname
    assert.match(await worker.locator('.next-step').innerText(), /Inget är bestämt/)
    await worker.getByRole('link', { name: 'Skriv vad som ska hända och när' }).click()
    await worker.getByLabel('Vad ska göras?').fill('Ring skolan om närvaron')
    await worker.getByLabel('Senast').fill('2019-04-02')
    await worker.getByLabel('Vad ska göras?').press('Control+Enter')
    await worker.waitForURL(/\/register\/task\/\d+/)
    await worker.goto(server.url + work)
    assert.match(await worker.locator('.next-step').innerText(), /Ring skolan om närvaron\s+2 april/)
    await worker.goto(server.url + person)
    assert.match(await worker.locator('.next-step').innerText(), /Ring skolan om närvaron/)
  })

  it('writes a note by keyboard alone', async () => {
    await worker.goto(server.url + work)
    let words = ''
    for (let i = 0; i < 60 && words !== 'Ny anteckning'; i++) {
      await worker.keyboard.press('Tab')
      words = await worker.evaluate(() => document.activeElement.textContent.trim())
    }
    await worker.keyboard.press('Enter')
    await worker.waitForURL(/\/register\/note\/ny/)
    const at = () => worker.evaluate(() => ({ id: document.activeElement.id, type: document.activeElement.type }))
    for (let i = 0; i < 40 && (await at()).type !== 'textarea'; i++) await worker.keyboard.press('Tab')
    assert.equal((await at()).type, 'textarea')
    await worker.keyboard.type('Åsa berättar att hon trivs i klassen.')
    for (const field of await worker.locator('.form .select-field:has(.required) select').all())
      if (await field.isVisible() && await field.inputValue() === '') await field.selectOption({ index: 1 })
    for (const group of await worker.locator('.form fieldset:has(> legend .required)').all())
      if (await group.isVisible() && await group.locator('input:checked').count() === 0) await group.locator('label').first().click()
    for (const field of await worker.locator('.form .text-field:has(.required) input').all())
      if (await field.isVisible() && await field.inputValue() === '') await field.fill('Samtal')
    await worker.keyboard.press('Control+Enter')
    await worker.waitForURL(/\/register\/note\/\d+/)
    await worker.goto(server.url + work)
    assert.match(await worker.locator('.person-timeline').innerText(), /Anteckning/)
  })

  it('draws the people around, the nearest in the middle', async () => {
    await worker.goto(`${server.url}${person}?flik=natverk`)
    await worker.getByRole('link', { name: 'Lägg till den första' }).click()
    await worker.locator('#f-name').fill('Berit Sjöö')
    await worker.getByLabel('Relation').selectOption({ label: 'Mamma' })
    await worker.keyboard.press('Control+Enter')
    await worker.waitForURL(/\/register\/network_person\/\d+/)
    await worker.goto(`${server.url}${person}?flik=natverk`)
    assert.match(await worker.locator('.circles').innerHTML(), /Berit/)
    assert.match(await worker.getByRole('table').innerText(), /Berit Sjöö[\s\S]*Mamma/)
  })

  it('chooses what the timeline shows', async () => {
    await worker.goto(server.url + person)
    await worker.getByLabel('Visa bara').selectOption({ label: 'Anteckningar (1)' })
    await worker.waitForURL(/register=note/)
    assert.equal(await worker.locator('.person-timeline > li').count(), 1)
  })

  it('follows a case', async () => {
    await worker.goto(server.url + work)
    await worker.getByRole('button', { name: 'Följ ärendet' }).click()
    await worker.getByRole('button', { name: 'Sluta följa ärendet' }).waitFor()
    await worker.goto(`${server.url}/bevakade`)
    assert.match(await worker.getByRole('table').innerText(), /Åsa Sjöö/)
    await whole(worker, { href: `${server.url}/bevakade`, kind: '/bevakade' })
  })

  it('talks about the case without name and sex', async () => {
    await worker.setViewportSize(DESK)
    await worker.goto(`${server.url}${work}/dragning`)
    const said = await worker.locator('main').innerText()
    assert.doesNotMatch(said, /Åsa|Sjöö|Berit|flicka|2010-04-05/)
    assert.match(said, /trivs i klassen/)
    assert.match(await worker.locator('mark').allInnerTexts().then(all => all.join(' ')), /hon/)
    await whole(worker, { href: `${server.url}${work}/dragning`, kind: '/arende/{id}/dragning' })
  })

  it('hands the case to another group, who sees whom it is about when they have taken it', async () => {
    await worker.setViewportSize(DESK)
    await worker.goto(server.url + work)
    await worker.getByText('Lämna över till en annan grupp eller enhet').click()
    await worker.getByLabel('Till', { exact: true }).selectOption({ label: 'Barngruppen' })
    await worker.getByLabel('Varför, och vad återstår?').fill('Flyttar till Barngruppen. Skolan ska ringas.')
    await worker.getByRole('button', { name: 'Fråga om de tar emot' }).click()
    await worker.getByText('Väntar på svar').waitFor()
    const colleague = await open_window(browser)
    await login(colleague, server, DISTRICT.colleague)
    await colleague.goto(`${server.url}/overlamningar`)
    const offer = await colleague.locator('.offers').innerText()
    assert.match(offer, /Skolan ska ringas/)
    assert.doesNotMatch(offer, /Åsa|Sjöö/)
    await whole(colleague, { href: `${server.url}/overlamningar`, kind: '/overlamningar' })
    await colleague.setViewportSize(DESK)
    await colleague.getByRole('button', { name: 'Ta emot ärendet' }).click()
    await colleague.waitForURL(/\/arende\/\d+$/)
    assert.match(await colleague.locator('h1').innerText(), /Åsa Sjöö/)
    assert.match(await colleague.locator('.case-head').innerText(), /Barngruppen/)
    no_troubles(colleague)
    await colleague.context().close()
  })

  it('shows the head who has room and what is missing', async () => {
    await head.goto(`${server.url}/fordelning`)
    const counts = await head.locator('table:has(caption:text-is("Ärenden per handläggare")) tbody tr td:nth-child(2)').allInnerTexts()
    assert.deepEqual(counts.map(Number), counts.map(Number).sort((a, b) => a - b), 'the one with fewest stands first')
    await head.goto(`${server.url}/arendelage?vem=alla`)
    assert.match(await head.locator('.lead').innerText(), /^\d+ öppna ärenden, \d+ att prata om\.$/)
    for (const href of ['/fordelning', '/arendelage?vem=alla']) await whole(head, { href: server.url + href, kind: href })
  })

  it('is a page to look at, on a desk and on a phone', async () => {
    await head.setViewportSize(DESK)
    await head.emulateMedia({ colorScheme: 'light', forcedColors: 'none' })
    await head.goto(`${server.url}/register/task?state=open&sort=due`)
    await head.locator('.register-list tbody tr').nth(1).click()
    const about = await head.locator('main a[href^="/register/case/"]').first().getAttribute('href')
    await head.goto(server.url + about.replace('/register/case/', '/arende/'))
    await picture(head, 'arende', { docs: true })
    await whole(head, { href: head.url(), kind: '/arende/{id}' })
    await head.setViewportSize(DESK)
    await head.emulateMedia({ colorScheme: 'light', forcedColors: 'none' })
    const subject = await head.getByRole('link', { name: 'Personens sida' }).getAttribute('href')
    await head.goto(server.url + subject)
    await picture(head, 'person', { docs: true })
    await whole(head, { href: server.url + subject, kind: '/person/{id}' })
    await whole(head, { href: `${server.url}${subject}?flik=natverk`, kind: '/person/{id}?flik=natverk' })
    no_troubles(head)
  })
})
