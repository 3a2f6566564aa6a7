// Who gets in, and who may not even know that something exists.
import { after, before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { open_window, start_browser } from './lib/browser.mjs'
import { axe_clean } from './lib/checks.mjs'
import { LOGINS, login, start_server } from './lib/server.mjs'
import { contacts } from './lib/rating.mjs'

describe('the door', () => {
  let server, browser
  before(async () => { server = await start_server(); browser = await start_browser() })
  after(async () => { await browser?.close(); await server?.stop() })

  const refused = async (page, who, password) => {
    await page.goto(`${server.url}/login`)
    await page.getByLabel('Användarnamn').fill(who)
    await page.getByLabel('Lösenord').fill(password)
    await page.getByRole('button', { name: 'Logga in' }).click()
    return page.locator('main').innerText()
  }

  it('tells nobody whether the name or the password was wrong', async () => {
    const page = await open_window(browser)
    const known = await refused(page, LOGINS.head, 'fel lösenord')
    await axe_clean(page)
    const unknown = await refused(page, 'finnsinte', 'fel lösenord')
    assert.equal(known, unknown)
    assert.match(known, /stämmer inte|fel/i)
    assert.equal(new URL(page.url()).pathname, '/login')
    await page.context().close()
  })

  it('closes after ten failures, also for the right password', async () => {
    const page = await open_window(browser)
    for (let i = 0; i < 10; i++) await page.request.get(`${server.url}/login`)
    let words = ''
    for (let i = 0; i < 11; i++) words = await refused(page, 'johan', `gissning ${i}`)
    assert.match(words, /vänta|minuter|senare/i)
    const right = await refused(page, 'johan', 'roda-traden-demo')
    assert.match(right, /vänta|minuter|senare/i)
    await page.context().close()
  })

  it('leads those without a session to the login and back', async () => {
    // Another address than the one that guessed above, so that its door is open.
    const fresh = await start_server()
    const page = await open_window(browser)
    try {
      await page.goto(`${fresh.url}/arenden`)
      assert.equal(new URL(page.url()).pathname, '/login')
      await page.getByLabel('Användarnamn').fill(LOGINS.head)
      await page.getByLabel('Lösenord').fill('roda-traden-demo')
      await page.getByRole('button', { name: 'Logga in' }).click()
      await page.waitForURL(/\/arenden/)
      assert.doesNotMatch(page.url(), /anna|lösenord|demo/)
      await page.getByRole('button', { name: 'Logga ut' }).first().click()
      await page.goto(`${fresh.url}/arenden`)
      assert.equal(new URL(page.url()).pathname, '/login')
    } finally { await page.context().close(); await fresh.stop() }
  })
})

describe('the scope', () => {
  let server, browser, maja, nadia, contact
  before(async () => {
    server = await start_server()
    browser = await start_browser()
    maja = await open_window(browser)
    await login(maja, server, 'therapist')
    contact = (await contacts(maja, server))[0]
    nadia = await open_window(browser)
    nadia.expected = [/404|403/]
    await login(nadia, server, 'family')
  })
  after(async () => { await browser?.close(); await server?.stop() })

  it("hides another team's contact as if it did not exist", async () => {
    const hers = await maja.goto(`${server.url}${contact.href}`)
    assert.equal(hers.status(), 200)
    const theirs = await nadia.goto(`${server.url}${contact.href}`)
    assert.equal(theirs.status(), 404)
    const words = await nadia.locator('main').innerText()
    const none = await nadia.goto(`${server.url}/arenden/99999999`)
    assert.equal(none.status(), 404)
    const without_number = text => text.replace(/[0-9a-f]{6,}/g, '')
    assert.equal(without_number(words), without_number(await nadia.locator('main').innerText()))
    assert.doesNotMatch(words, new RegExp(contact.name.split(' ').at(-1)))
  })

  it('holds in every other way to the same record', async () => {
    const id = contact.href.match(/\d+/)[0]
    for (const path of [`/register/contact/${id}`, `/arenden/${id}?flik=kurvor`, `/traden?niva=post&register=contact&id=${id}`]) {
      const reply = await nadia.goto(server.url + path)
      assert.ok([403, 404].includes(reply.status()), `${path} answered ${reply.status()}`)
      assert.doesNotMatch(await nadia.content(), new RegExp(contact.name.replace(/[^\p{L} ]/gu, '.'), 'u'))
    }
  })

  it('refuses a form that does not come from our own page', async () => {
    const cookies = await maja.context().cookies()
    const reply = await maja.request.post(`${server.url}${contact.href}/skatta`, { form: { kind: 'ors', rater: 'client', lang: 'sv' }, maxRedirects: 0 })
    assert.equal(reply.status(), 403)
    assert.ok(cookies.every(c => c.httpOnly && c.sameSite !== 'None'), 'no script reads the session')
  })

  it('lets the administrator read for import and export, but neither rate nor write', async () => {
    const kerstin = await open_window(browser)
    kerstin.expected = [/403/]
    await login(kerstin, server, 'administrator')
    assert.equal((await kerstin.goto(`${server.url}${contact.href}`)).status(), 200)
    assert.equal(await kerstin.locator('.start-rating').count(), 0)
    assert.equal((await kerstin.goto(`${server.url}/register/contact/ny`)).status(), 403)
  })
})
