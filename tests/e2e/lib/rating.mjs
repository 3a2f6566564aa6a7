// What a therapist and a client do around a rating.
import assert from 'node:assert/strict'

// The therapist's own contacts: [{ href, name }]. Read from the list as a person would, page by page.
export async function contacts (page, server, show = 'mina') {
  await page.goto(`${server.url}/arenden?visa=${show}`)
  return page.locator('table.cases tbody a').evaluateAll(links => links.map(a => ({ href: a.getAttribute('href').split('?')[0], name: a.textContent })))
}

// The client's own ORS sums of the contact, oldest first, read from the table beside the curve.
export async function client_sums (page, server, href) {
  await page.goto(`${server.url}${href}?flik=kurvor`)
  const rows = await page.locator('#live-part h2:has-text("ORS") ~ details table').first().locator('tbody tr').evaluateAll(rows =>
    rows.map(row => [...row.cells].map(cell => cell.textContent.trim()))).catch(() => [])
  return rows.filter(cells => /^(ungdom|barn|brukare|klient)/i.test(cells[1])).map(cells => Number(cells.at(-1).replace(',', '.')))
}

// Starts a rating and returns the code that is shown.
export async function start_rating (page, server, href, { kind = 'ORS', language, faces = false } = {}) {
  await page.goto(`${server.url}${href}`)
  const aside = page.locator('.start-rating')
  if (language) await aside.getByLabel('Språk').first().selectOption(language)
  if (faces) await aside.getByText('Visa ansikten').click() // FKUI paints the box; the words are what one presses
  await aside.getByRole('button', { name: new RegExp(kind) }).click()
  await page.waitForURL(/\/skatta\/\d+$/)
  const pin = (await page.locator('.pin').innerText()).replace(/\s/g, '')
  assert.match(pin, /^\d{6}$/)
  return pin
}

export async function open_kiosk (page, server, pin) {
  await page.goto(`${server.url}/kiosk`)
  await page.locator('#pin').fill(pin)
  await page.locator('form.k-pin button').click()
  await page.waitForURL(/\/k\//)
}

// Sets the four lines (0-10 each), one at a time on a phone, all at once on a tablet, and presses done.
export async function rate (page, values) {
  for (let i = 0; i < values.length; i++) {
    const line = page.locator('.k-scale').nth(i).locator('input[type=range]')
    await line.fill(String(Math.round(values[i] * 10)))
    const next = page.locator('.k-next')
    if (i + 1 < values.length && await next.isVisible()) await next.click()
  }
  if (!await page.locator('.k-done').isVisible() && await page.locator('.k-next').isVisible()) await page.locator('.k-next').click() // the comment of an SRS
  await page.locator('.k-done').click()
}
