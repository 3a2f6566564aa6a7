// A head lets a new colleague in: a password that is shown once, changed at the first login, and an account that is closed.
import { after, before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { PHONE, open_window, start_browser } from './lib/browser.mjs'
import { axe_clean, no_sideways_scroll, no_troubles, picture, plain_words } from './lib/checks.mjs'
import { login, start_server } from './lib/server.mjs'

const OWN = 'fyra små ord räcker'

describe('users', () => {
  let server, browser, page, colleague, password
  before(async () => {
    server = await start_server()
    browser = await start_browser()
    page = await open_window(browser)
    await login(page, server, 'administrator')
  })
  after(async () => { await browser?.close(); await server?.stop() })

  const log_in = async (window, words) => {
    await window.goto(`${server.url}/login`)
    await window.getByLabel('Användarnamn').fill('vera.ny')
    await window.getByLabel('Lösenord').fill(words)
    await window.getByRole('button', { name: 'Logga in' }).click()
    await window.waitForLoadState('load')
  }

  it('are listed with title, role, groups and account', async () => {
    await page.getByRole('link', { name: 'Användare' }).first().click()
    await page.getByRole('columnheader', { name: 'Titel' }).waitFor()
    await axe_clean(page)
    await plain_words(page)
    await picture(page, 'anvandare', { docs: true })
  })

  it('are told what is missing at the field, and lose no words', async () => {
    await page.getByRole('link', { name: 'Lägg till en användare' }).click()
    await page.getByLabel(/^Namn/).fill('Vera Ny')
    await page.getByLabel('Titel').fill('familjebehandlare')
    await page.getByLabel('Användarnamn').fill('vera.ny')
    await page.getByLabel('Roll').selectOption('therapist')
    await page.getByRole('button', { name: 'Lägg till' }).click()
    await page.getByText('Välj minst en grupp').first().waitFor()
    assert.equal(await page.getByLabel('Titel').inputValue(), 'familjebehandlare')
    await axe_clean(page)
    await picture(page, 'anvandare-ny')
    page.troubles.length = 0
  })

  it('get a password that is shown once', async () => {
    await page.getByRole('group', { name: 'Grupper' }).locator('label').first().click()
    await page.getByRole('button', { name: 'Lägg till' }).click()
    await page.getByRole('heading', { name: 'Engångslösenord för Vera Ny' }).waitFor()
    password = (await page.locator('code.once').innerText()).trim()
    await axe_clean(page)
    await picture(page, 'anvandare-engangslosenord')
    await page.getByRole('link', { name: 'Till användarna' }).click()
    assert.ok(!(await page.content()).includes(password))
    await page.getByText('engångslösenord, inte bytt än').waitFor()
  })

  it('change it before anything else', async () => {
    colleague = await open_window(browser, { size: PHONE })
    await log_in(colleague, password)
    assert.equal(new URL(colleague.url()).pathname, '/konto')
    await colleague.goto(`${server.url}/register`)
    assert.equal(new URL(colleague.url()).pathname, '/konto', 'nothing else is open')
    await no_sideways_scroll(colleague)
    await colleague.getByLabel('Nuvarande lösenord').fill(password)
    await colleague.getByLabel('Nytt lösenord', { exact: true }).fill(OWN)
    await colleague.getByLabel('Nytt lösenord en gång till').fill(OWN)
    await colleague.getByRole('button', { name: 'Byt lösenord' }).click()
    await colleague.getByText('Ditt lösenord är bytt.').waitFor()
    await colleague.goto(`${server.url}/register`)
    assert.equal(new URL(colleague.url()).pathname, '/register')
  })

  it('are out at once when the account is closed', async () => {
    await page.getByRole('link', { name: 'Vera Ny' }).click()
    await page.locator('label', { hasText: 'Kontot är öppet' }).click()
    await page.getByRole('button', { name: 'Spara', exact: true }).click()
    await page.getByText('Användaren är sparad.').waitFor()
    await colleague.goto(`${server.url}/register`)
    assert.equal(new URL(colleague.url()).pathname, '/login')
    colleague.troubles.length = 0
    await log_in(colleague, OWN)
    assert.equal(new URL(colleague.url()).pathname, '/login')
  })

  it('fit a phone', async () => {
    const phone = await open_window(browser, { size: PHONE })
    await login(phone, server, 'administrator')
    for (const [path, name] of [['/anvandare', 'anvandare-telefon'], ['/anvandare/ny', 'anvandare-ny-telefon']]) {
      await phone.goto(server.url + path)
      await no_sideways_scroll(phone)
      await picture(phone, name)
    }
    no_troubles(phone)
  })
})
