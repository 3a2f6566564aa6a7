// The client's minute: by thumb, in their language, without a line for a while; never lost, never twice.
import { after, before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { DESK, PHONE, open_window, start_browser } from './lib/browser.mjs'
import { axe_clean, no_sideways_scroll, no_troubles, picture } from './lib/checks.mjs'
import { login, start_server } from './lib/server.mjs'
import { client_sums, contacts, open_kiosk, rate, start_rating } from './lib/rating.mjs'

describe('the kiosk', () => {
  let server, browser, maja, mine
  const phone = (lang = 'sv-SE') => open_window(browser, { size: PHONE, touch: true, lang })
  before(async () => {
    server = await start_server()
    browser = await start_browser()
    maja = await open_window(browser, { size: DESK })
    await login(maja, server, 'therapist')
    mine = await contacts(maja, server)
    assert.ok(mine.length >= 6, 'the demo gives the therapist contacts to work with')
  })
  after(async () => { await browser?.close(); await server?.stop() })

  it('takes a rating in twenty seconds with one thumb, and the therapist sees it at once', async () => {
    const contact = mine[0]
    const before = await client_sums(maja, server, contact.href)
    const pin = await start_rating(maja, server, contact.href)
    const page = await phone()
    const begun = Date.now()
    await open_kiosk(page, server, pin)
    await axe_clean(page)
    await no_sideways_scroll(page)
    for (const box of await page.locator('button:visible, .k-range:visible').evaluateAll(all => all.map(e => e.getBoundingClientRect().height)))
      assert.ok(box >= 44, `a target is only ${box} px high`)
    await picture(page, 'kiosk-telefon', { docs: true })
    await rate(page, [7.5, 6, 8, 7])
    await page.getByRole('heading', { name: 'Tack' }).waitFor()
    const answered = Date.now()
    assert.ok(answered - begun < 20_000)
    await maja.getByText('Svaret har kommit.').waitFor({ timeout: 2000 })
    await axe_clean(page)
    page.troubles.length = 0
    assert.deepEqual(await client_sums(maja, server, contact.href), [...before, 28.5])
    await page.context().close()
  })

  it('keeps an answer while the line is down and sends it once, alone', async () => {
    const contact = mine[1]
    const before = await client_sums(maja, server, contact.href)
    const page = await phone()
    await open_kiosk(page, server, await start_rating(maja, server, contact.href))
    await page.context().setOffline(true)
    await rate(page, [5, 5, 5, 5])
    await page.getByText('Ingen kontakt just nu').waitFor()
    assert.deepEqual(await client_sums(maja, server, contact.href), before)
    await page.context().setOffline(false)
    await page.getByRole('heading', { name: 'Tack' }).waitFor({ timeout: 10_000 })
    assert.deepEqual(await client_sums(maja, server, contact.href), [...before, 20])
    const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))
    assert.doesNotMatch(kept, /s1|token/, 'nothing is left on the device')
    await page.context().close()
  })

  it('does not store twice when the answer came but its receipt was lost', async () => {
    const contact = mine[2]
    const before = await client_sums(maja, server, contact.href)
    const page = await phone()
    await open_kiosk(page, server, await start_rating(maja, server, contact.href))
    let lost = 0
    await page.route('**/k/*', async route => {
      if (route.request().method() !== 'POST' || lost > 0) return route.continue()
      lost++
      await route.fetch() // the server has it
      await route.abort('connectionreset') // the phone does not know
    })
    page.expected = [/ERR_CONNECTION_RESET|Failed to load/]
    await rate(page, [9, 9, 9, 9])
    await page.getByRole('heading', { name: 'Tack' }).waitFor({ timeout: 12_000 })
    assert.equal(lost, 1)
    assert.deepEqual(await client_sums(maja, server, contact.href), [...before, 36])
    no_troubles(page)
    await page.context().close()
  })

  it('survives that the page is closed before the answer was sent', async () => {
    const contact = mine[3]
    const before = await client_sums(maja, server, contact.href)
    const page = await phone()
    await open_kiosk(page, server, await start_rating(maja, server, contact.href))
    await page.context().setOffline(true)
    await rate(page, [2, 3, 4, 5])
    await page.getByText('Ingen kontakt just nu').waitFor()
    const again = await page.context().newPage()
    await page.close()
    await page.context().setOffline(false)
    await again.goto(`${server.url}/kiosk`)
    await assert.doesNotReject(async () => {
      for (let i = 0; i < 20; i++) {
        if ((await client_sums(maja, server, contact.href)).length > before.length) return
        await again.waitForTimeout(150)
      }
      throw new Error('the answer never came')
    })
    assert.deepEqual(await client_sums(maja, server, contact.href), [...before, 14])
    await again.context().close()
  })

  it('speaks Arabic from right to left and Somali, also with faces', async () => {
    const pin = await start_rating(maja, server, mine[4].href, { language: 'ar', faces: true })
    const page = await phone()
    await open_kiosk(page, server, pin)
    assert.equal(await page.locator('html').getAttribute('dir'), 'rtl')
    assert.equal(await page.locator('html').getAttribute('lang'), 'ar')
    assert.ok(await page.locator('.k-face').first().isVisible())
    await axe_clean(page)
    await picture(page, 'kiosk-arabiska', { docs: true })
    await page.getByRole('link', { name: 'Soomaali' }).click()
    assert.equal(await page.locator('html').getAttribute('lang'), 'so')
    await no_sideways_scroll(page)
    await rate(page, [5, 5, 5, 5])
    await page.getByRole('heading', { name: 'Mahadsanid' }).waitFor()
    page.troubles.length = 0
    await page.context().close()
  })

  it('shows all four lines on a tablet, and works without script', async () => {
    const tablet = await open_window(browser, { size: { width: 1024, height: 768 }, touch: true, javaScriptEnabled: false })
    const before = await client_sums(maja, server, mine[5].href)
    await open_kiosk(tablet, server, await start_rating(maja, server, mine[5].href))
    for (let i = 1; i <= 4; i++) await tablet.locator(`input[name=s${i}][value="60"]`).check()
    await picture(tablet, 'kiosk-utan-skript')
    await tablet.locator('.k-done').click()
    await tablet.getByRole('heading', { name: 'Tack' }).waitFor()
    assert.deepEqual(await client_sums(maja, server, mine[5].href), [...before, 24])
    await tablet.context().close()
  })

  it('says what to do when the code is wrong', async () => {
    const page = await phone()
    page.expected = [/404/]
    await page.goto(`${server.url}/kiosk`)
    await page.locator('#pin').fill('000000')
    await page.locator('form.k-pin button').click()
    await page.getByRole('alert').filter({ hasText: 'Koden stämmer inte' }).waitFor()
    await axe_clean(page)
    await page.context().close()
  })
})
