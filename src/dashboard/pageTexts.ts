/**
 * The files of the page by name: `index.html`, `page.css`, `page.js` and its chunks. The source has a page that says it must be
 * built: the build bundles the real one and writes this module anew into dist (`buildPage.ts`).
 */
export const pageTexts: Readonly<Record<string, string>> = {
  'index.html': '<!doctype html><title>eddy</title><p>This page is made by the build: npm run build</p>',
}
