// A page whole: at a desk and on a phone, in a light and a dark room, in forced colours.
import { DESK, PHONE } from './browser.mjs'
import { axe_clean, contrast_clean, focus_seen, no_sideways_scroll, no_troubles, plain_words, title_and_heading } from './checks.mjs'

export const THEMES = { light: { colorScheme: 'light', forcedColors: 'none' }, dark: { colorScheme: 'dark', forcedColors: 'none' }, forced: { colorScheme: 'light', forcedColors: 'active' } }

// One loading of a page serves every size and theme: a page follows its media without being fetched again.
export async function whole (page, { href, kind }, first = true) {
  await page.setViewportSize(DESK)
  await page.emulateMedia(THEMES.light)
  await page.goto(href)
  await title_and_heading(page)
  await plain_words(page)
  await no_sideways_scroll(page)
  no_troubles(page)
  if (first) {
    await axe_clean(page, `${kind}, desk, light`)
    await page.emulateMedia(THEMES.dark)
    await contrast_clean(page, `${kind}, desk, dark`)
    await focus_seen(page)
    await page.emulateMedia(THEMES.forced)
    await contrast_clean(page, `${kind}, desk, forced colours`)
    await focus_seen(page)
  }
  await page.setViewportSize(PHONE)
  await no_sideways_scroll(page)
  if (first) {
    await page.emulateMedia(THEMES.dark)
    await axe_clean(page, `${kind}, phone, dark`)
    await focus_seen(page)
  }
  page.troubles.length = 0 // what axe itself provokes is not the page's fault
}
