// A register as board and calendar, views that are shared, steps that ask, forms with every kind of answer, letters and paper.
import { after, before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { DESK, PHONE, open_window, start_browser } from './lib/browser.mjs'
import { axe_clean, no_sideways_scroll, no_troubles, picture } from './lib/checks.mjs'
import { DISTRICT, login, start_server } from './lib/server.mjs'
import { whole } from './lib/whole.mjs'

const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')

describe('board, calendar and letters', () => {
  let server, browser, page
  before(async () => {
    server = await start_server({ only: 'child-and-youth' })
    browser = await start_browser()
    page = await open_window(browser)
    await login(page, server, DISTRICT.head)
  })
  after(async () => { await browser?.close(); await server?.stop() })

  const desk = async () => { await page.setViewportSize(DESK); await page.emulateMedia({ colorScheme: 'light', forcedColors: 'none', media: 'screen' }) }
  const lane = title => page.locator('.lane').filter({ has: page.getByRole('heading', { name: title }) })
  const cards = async title => Number((await lane(title).locator('h2 small').innerText()).replace(/\s/g, ''))

  it('moves a card with its step, and by dragging', async () => {
    await page.goto(`${server.url}/register/task/tavla`)
    const before = await cards(/^Att göra/), done = await cards(/^Gjort/)
    const first = lane(/^Att göra/).locator('.card').first()
    await first.getByText('Flytta', { exact: true }).click()
    await first.getByRole('button', { name: 'Gjort' }).click()
    await page.waitForURL(/\/tavla#post-\d+$/)
    await page.waitForLoadState('load')
    assert.deepEqual([await cards(/^Att göra/), await cards(/^Gjort/)], [before - 1, done + 1])
    await lane(/^Att göra/).locator('.card').first().dragTo(lane(/^Gjort/))
    await page.waitForLoadState('load')
    await page.waitForTimeout(300)
    assert.deepEqual([await cards(/^Att göra/), await cards(/^Gjort/)], [before - 2, done + 2])
  })

  it('moves a card by keyboard alone', async () => {
    await page.goto(`${server.url}/register/task/tavla`)
    const before = await cards(/^Att göra/)
    const at = () => page.evaluate(() => ({ move: document.activeElement.matches('.move > summary'), words: document.activeElement.textContent.trim() }))
    for (let i = 0; i < 60 && !(await at()).move; i++) await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    for (let i = 0; i < 5 && (await at()).words !== 'Gjort'; i++) await page.keyboard.press('Tab')
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')])
    assert.equal(await cards(/^Att göra/), before - 1)
  })

  it('is a board to look at', async () => {
    await page.goto(`${server.url}/register/report_of_concern/tavla`)
    await picture(page, 'register-tavla', { docs: true })
    await whole(page, { href: page.url(), kind: '/register/{id}/tavla' })
    await desk()
  })

  it('asks in one go for what a step needs; a case is sought without losing what is written', async () => {
    await page.goto(`${server.url}/register/report_of_concern?state=assessed`)
    await page.locator('.register-list tbody a').first().click()
    await page.getByRole('link', { name: /^Lämna till pågående utredning/ }).click()
    await page.waitForURL(/\/steg\/join$/)
    await whole(page, { href: page.url(), kind: '/register/{id}/{record}/steg/{step}' })
    await desk()
    const search = page.getByLabel('Sök på namn eller nummer')
    const offered = await page.locator('#f-case option').count()
    const [, name] = (await page.locator('#f-case option').nth(3).innerText()).match(/^([^,]+),/)
    await search.fill(name)
    await search.press('Enter') // presses the search's own button
    await page.waitForLoadState('load')
    assert.ok(await page.locator('#f-case option').count() < offered)
    await page.locator('#f-case').selectOption({ index: 1 })
    await page.getByRole('button', { name: 'Lämna till pågående utredning' }).last().click()
    await page.waitForURL(/sparad=1&steg=join/)
    assert.match(await page.locator('.note').innerText(), /Till pågående utredning/)
  })

  it('asks once for what the step also gives the record that it makes', async () => {
    await page.goto(`${server.url}/register/report_of_concern?state=assessed`)
    await page.locator('.register-list tbody a').first().click()
    await page.getByRole('link', { name: /^Inled utredning/ }).click()
    await page.waitForURL(/\/steg\/open_investigation$/)
    assert.equal(await page.getByRole('group', { name: /^Slag/ }).count(), 1)
    await page.getByLabel('Sök medarbetare').fill('a')
    await page.getByRole('button', { name: 'Sök medarbetare' }).click()
    await page.locator('.checkbox label').first().click()
    await page.getByText('Ordinarie utredning', { exact: true }).click()
    await page.getByLabel(/^Varför/).fill('Barnet behöver stöd i skolan.')
    await page.getByRole('button', { name: 'Inled utredning' }).last().click()
    await page.getByText('Steget skapade en ny post: utredning.').waitFor()
    await page.getByRole('link', { name: 'Öppna: utredning' }).click()
    assert.match(await page.locator('main').innerText(), /Slag\s+Ordinarie utredning/)
  })

  it('shows a calendar whose months are walked', async () => {
    await page.goto(`${server.url}/register/report_of_concern/kalender`)
    assert.match(await page.locator('.month-nav h2').innerText(), /mars 2019/i)
    const shown = await page.locator('.month li').count()
    assert.ok(shown > 0)
    await page.getByRole('link', { name: 'Till feb 2019' }).click()
    assert.match(await page.locator('.month-nav h2').innerText(), /feb 2019/i)
    await page.goto(`${server.url}/register/report_of_concern/kalender`)
    await picture(page, 'register-kalender', { docs: true })
    await whole(page, { href: page.url(), kind: '/register/{id}/kalender' })
    await desk()
  })

  it('keeps a view and shares it with the unit', async () => {
    await page.goto(`${server.url}/register/report_of_concern?severity=high`)
    await page.getByText('Spara som vy').click()
    await page.getByLabel('Vyns namn').fill('Allvarliga')
    await page.locator('label', { hasText: 'Visa för hela enheten' }).first().click()
    await page.getByRole('button', { name: 'Spara vyn' }).click()
    const colleague = await open_window(browser)
    await login(colleague, server, DISTRICT.worker)
    await colleague.goto(`${server.url}/register/report_of_concern`)
    await colleague.getByRole('link', { name: 'Allvarliga' }).click()
    assert.match(await colleague.locator('.sentence').innerText(), /Allvarlig oro/)
    await whole(colleague, { href: colleague.url(), kind: '/register/{id}, a view' })
    await colleague.context().close()
  })

  it('hides a heading with nothing under it, until it is asked for', async () => {
    await page.goto(`${server.url}/register/investigation/ny`)
    const section = page.locator('fieldset.group', { has: page.locator('> legend', { hasText: /^Kortutredning$/ }) })
    assert.equal(await section.isVisible(), false)
    assert.equal(await page.locator('.jumps a', { hasText: 'Kortutredning' }).isVisible(), false)
    await page.locator('label', { hasText: /^Kortutredning$/ }).click()
    assert.equal(await section.isVisible(), true)
    assert.equal(await page.locator('.jumps a', { hasText: 'Kortutredning' }).isVisible(), true)
    await page.getByRole('button', { name: /^Lägg till område/ }).click()
    await page.getByRole('group', { name: 'Område 1' }).waitFor()
    await page.getByRole('button', { name: /^Lägg till område/ }).click()
    await page.getByRole('group', { name: 'Område 2' }).waitFor()
    assert.equal(await section.isVisible(), true, 'what was answered stands when a row is added')
    await axe_clean(page)
    page.troubles.length = 0
    await page.setViewportSize(PHONE)
    await no_sideways_scroll(page)
    await axe_clean(page)
    page.troubles.length = 0
    await desk()
  })

  it('takes faces and a picture, and shows them again', async () => {
    await page.goto(`${server.url}/register/child_scale/ny`)
    await picture(page, 'register-ansikten', { docs: true, full: false })
    const person = page.locator('.with-button', { has: page.getByRole('button', { name: 'Sök person' }) })
    await person.locator('input').fill('Haddad')
    await person.getByRole('button').click()
    await page.waitForLoadState('load')
    await page.locator('fieldset', { hasText: 'Välj person' }).locator('label').first().click()
    await page.getByRole('group', { name: 'Hemma' }).locator('label', { hasText: /^Glatt$/ }).click()
    await page.setInputFiles('input[type=file]', { name: 'teckning.png', mimeType: 'image/png', buffer: PNG })
    await page.getByRole('button', { name: 'Spara', exact: true }).last().click()
    await page.waitForURL(/\/register\/child_scale\/\d+\?sparad=1/)
    assert.match(await page.locator('main').innerText(), /Hemma\s+Glatt/)
    const file = page.getByRole('link', { name: 'teckning.png' })
    const reply = await page.request.get(new URL(await file.getAttribute('href'), page.url()).href)
    assert.deepEqual(await reply.body(), PNG)
    await whole(page, { href: page.url(), kind: '/register/{id}/{record}, with a file' })
    await desk()
  })

  it('writes a letter: on the screen, as Word, as PDF, on paper', async () => {
    await page.goto(`${server.url}/register/report_of_concern`)
    await page.locator('.register-list tbody a').first().click()
    await page.getByRole('link', { name: 'Återkoppling till anmälaren' }).click()
    await picture(page, 'brev', { docs: true })
    await whole(page, { href: page.url(), kind: '/register/{id}/{record}/brev/{letter}' })
    await desk()
    const [word] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Hämta som Word' }).click()])
    assert.equal(readFileSync(await word.path()).toString('latin1', 0, 2), 'PK')
    assert.doesNotMatch(word.suggestedFilename(), /Haddad|Demir/)
    await page.emulateMedia({ media: 'print' })
    for (const unwanted of ['.rail', '.actions', '.message-box', '.sheet']) assert.equal(await page.locator(`${unwanted}:visible`).count(), 0, `${unwanted} is printed`)
    assert.ok(await page.locator('.letter').isVisible())
    await desk()
  })

  it('prints a record and a list with unit, day and who printed', async () => {
    await page.goto(`${server.url}/register/report_of_concern?state=new`)
    const record = await page.locator('.register-list tbody a').first().getAttribute('href')
    for (const href of [`${server.url}/register/report_of_concern?state=new`, server.url + record]) {
      await page.goto(href)
      await page.emulateMedia({ media: 'print' })
      const top = await page.locator('.top').innerText()
      assert.match(top, /Barn- och ungdomsenheten/)
      assert.match(await page.locator('.printed').innerText(), /Utskrivet 22 mars 2019 av Tilde Falk/)
      for (const unwanted of ['.rail', '.actions', '.filters', '.chips', '.shapes', '.jumps', 'form']) assert.equal(await page.locator(`${unwanted}:visible`).count(), 0, `${unwanted} is printed`)
      assert.ok(await page.locator('h1').isVisible())
      assert.match((await page.pdf({ format: 'A4', printBackground: true })).toString('latin1', 0, 5), /%PDF-/)
      await desk()
    }
    no_troubles(page)
  })
})
