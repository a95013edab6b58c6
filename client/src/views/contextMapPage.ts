/**
 * The page of the context's tree map: HTML, style and script in one, with a nonce; it loads nothing and reaches nothing. Names of
 * files come in by message and are set as text only.
 */
import { formatBytes, formatFiles } from '../../../server/src/context/format.ts';
import { squarify } from '../engine/treemap.ts';

/** From the page to the extension. */
export type PageMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'zoom'; readonly path: string }
  | { readonly type: 'exclude'; readonly path: string }
  | { readonly type: 'openIgnoreFile' };

export function contextMapPage(nonce: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'">
<title>Build Context</title>
<style nonce="${nonce}">${style}</style>
</head>
<body>
<header>
<nav id="crumbs" aria-label="Folder"></nav>
<p id="summary" role="status"></p>
<button id="ignoreFile" type="button" class="link" hidden></button>
</header>
<main>
<div id="map" role="group" aria-label="Tree map of what is sent"></div>
<section aria-label="Biggest first"><table><thead><tr><th>Biggest first</th><th>Size</th><th>Files</th><th></th></tr></thead><tbody id="rows"></tbody></table></section>
</main>
<script nonce="${nonce}">const squarify = ${squarify.toString()};
const size = ${formatBytes.toString()};
const files = ${formatFiles.toString()};
${script}</script>
</body>
</html>`;
}

const style = `
html, body { height: 100%; }
body { margin: 0; padding: 0 12px 12px; box-sizing: border-box; display: flex; flex-direction: column;
  color: var(--vscode-foreground); background: var(--vscode-editor-background); font-family: var(--vscode-font-family); font-size: var(--vscode-font-size); }
header { display: flex; flex-wrap: wrap; gap: 4px 16px; align-items: baseline; padding: 10px 0; }
header p { margin: 0; color: var(--vscode-descriptionForeground); }
button { font: inherit; color: inherit; cursor: pointer; }
.link { background: none; border: none; padding: 0; color: var(--vscode-textLink-foreground); }
.link:hover { text-decoration: underline; }
.link[aria-current] { color: var(--vscode-foreground); font-weight: 600; cursor: default; }
:focus-visible { outline: 2px solid var(--vscode-focusBorder); outline-offset: -2px; }
main { flex: 1; min-height: 0; display: flex; gap: 12px; }
#map { flex: 1; min-width: 0; position: relative; }
.tile { position: absolute; overflow: hidden; box-sizing: border-box; border: 1px solid var(--vscode-contrastBorder, var(--vscode-editor-background)); background: var(--vscode-button-secondaryBackground, var(--vscode-sideBar-background)); color: var(--vscode-button-secondaryForeground, var(--vscode-foreground)); }
.tile > .zoom { position: absolute; inset: 0; border: none; background: none; text-align: left; padding: 3px 6px; overflow: hidden; display: flex; flex-direction: column; justify-content: flex-start; align-items: stretch; }
.tile > .zoom span, .inner { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; pointer-events: none; }
.tile > .zoom .size { opacity: .8; font-size: .9em; }
.tile.file > .zoom { cursor: default; }
.tile.folder > .zoom:hover { background: var(--vscode-list-hoverBackground); }
.inner { position: absolute; box-sizing: border-box; border: 1px solid var(--vscode-contrastBorder, var(--vscode-editor-background)); padding: 2px 5px; font-size: .9em; background: color-mix(in srgb, var(--vscode-charts-blue) 38%, transparent); }
.inner.narrow { padding: 0; }
.tile.hot { box-shadow: inset 4px 0 var(--vscode-charts-orange); }
.exclude { border: 1px solid var(--vscode-button-border, var(--vscode-contrastBorder, transparent)); border-radius: 3px; padding: 1px 7px; background: var(--vscode-button-background); color: var(--vscode-button-foreground); white-space: nowrap; }
.exclude:hover { background: var(--vscode-button-hoverBackground); }
.tile > .exclude { position: absolute; right: 4px; top: 4px; opacity: 0; }
.tile:hover > .exclude, .tile:focus-within > .exclude { opacity: 1; }
section { width: 300px; overflow: auto; }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; font-weight: 600; padding: 2px 6px 4px 0; }
td { padding: 2px 6px 2px 0; white-space: nowrap; vertical-align: baseline; }
td:first-child { max-width: 130px; overflow: hidden; text-overflow: ellipsis; }
td.number, th:nth-child(2), th:nth-child(3) { text-align: right; }
tr.out td { color: var(--vscode-disabledForeground); }
tr.out td:first-child { text-decoration: line-through; }
@media (max-width: 640px) { main { flex-direction: column; } section { width: auto; max-height: 40%; } }
`;

// Plain JavaScript for the page; `squarify`, `size` and `files` stand above it.
const script = `
const vscode = acquireVsCodeApi();
const byId = id => document.getElementById(id);
let shown;
function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}
const canZoom = node => node.isFolder && node.path !== '' && node.files > 0;
const zoom = path => vscode.postMessage({ type: 'zoom', path });
function excludeButton(node, text) {
  const button = element('button', 'exclude', text);
  button.type = 'button';
  button.setAttribute('aria-label', 'Exclude ' + node.path);
  button.title = 'Add “' + node.path + '” to the ignore file';
  button.addEventListener('click', () => vscode.postMessage({ type: 'exclude', path: node.path }));
  return button;
}
function drawCrumbs(path) {
  const parts = path === '' ? [] : path.split('/');
  const crumbs = byId('crumbs');
  crumbs.replaceChildren();
  [shown.root, ...parts].forEach((name, index) => {
    if (index > 0) crumbs.append(' / ');
    const button = element('button', 'link', name);
    button.type = 'button';
    const target = parts.slice(0, index).join('/');
    if (index === parts.length) button.setAttribute('aria-current', 'page');
    else button.addEventListener('click', () => zoom(target));
    crumbs.append(button);
  });
}
function drawMap(node) {
  const map = byId('map');
  const parts = node.children.filter(child => child.files > 0);
  // A file without content is there all the same.
  const weight = child => child.bytes + child.files;
  const place = (made, tile) => {
    made.style.left = tile.x + 'px';
    made.style.top = tile.y + 'px';
    made.style.width = tile.width + 'px';
    made.style.height = tile.height + 'px';
  };
  const sorted = parts.slice().sort((one, other) => weight(other) - weight(one));
  const total = sorted.reduce((sum, child) => sum + weight(child), 0);
  map.replaceChildren();
  if (sorted.length === 0) map.append(element('p', '', 'Nothing of this folder is sent.'));
  squarify(sorted.map(weight), map.clientWidth, map.clientHeight).forEach((tile, index) => {
    const child = sorted[index];
    const box = element('div', 'tile ' + (child.isFolder ? 'folder' : 'file') + (weight(child) > total / 2 ? ' hot' : ''));
    place(box, tile);
    const head = tile.height > 44 && tile.width > 60;
    if (child.isFolder && tile.width > 70 && tile.height > 90) {
      const inner = child.children.filter(one => one.files > 0).sort((one, other) => weight(other) - weight(one));
      squarify(inner.map(weight), tile.width - 14, tile.height - 54).forEach((part, at) => {
        const hasName = part.width > 50 && part.height > 20;
        // Without a name there is no room for a margin either: it would make the part wider than it is.
        const made = element('div', hasName ? 'inner' : 'inner narrow', hasName ? inner[at].name : '');
        place(made, { x: part.x + 6, y: part.y + 44, width: part.width, height: part.height });
        box.append(made);
      });
    }
    const button = element('button', 'zoom');
    button.type = 'button';
    const text = child.name + ': ' + size(child.bytes) + ', ' + files(child.files);
    button.setAttribute('aria-label', text + (canZoom(child) ? ', show the folder' : ''));
    button.title = text;
    if (tile.width > 34 && tile.height > 20) button.append(element('span', 'name', child.name + (child.isFolder ? '/' : '')));
    if (head) button.append(element('span', 'size', size(child.bytes) + ' · ' + files(child.files)));
    if (canZoom(child)) button.addEventListener('click', () => zoom(child.path));
    button.addEventListener('keydown', event => {
      if (event.key === 'Delete' && child.path !== '') vscode.postMessage({ type: 'exclude', path: child.path });
      if (event.key === 'Backspace' && node.path !== '') zoom(node.path.split('/').slice(0, -1).join('/'));
    });
    box.append(button);
    if (child.path !== '' && tile.width > 90 && tile.height > 24) box.append(excludeButton(child, 'Exclude'));
    map.append(box);
  });
}
function drawRows(node) {
  const rows = byId('rows');
  rows.replaceChildren();
  for (const child of node.children) {
    const row = element('tr', child.files === 0 ? 'out' : '');
    const name = element('td');
    name.title = child.path || child.name;
    if (canZoom(child)) {
      const link = element('button', 'link', child.name + '/');
      link.type = 'button';
      link.addEventListener('click', () => zoom(child.path));
      name.append(link);
    } else name.textContent = child.name + (child.isFolder ? '/' : '');
    const last = element('td');
    if (child.files > 0 && child.path !== '') last.append(excludeButton(child, 'Exclude'));
    if (child.files === 0) last.textContent = 'left out';
    row.append(name, element('td', 'number', size(child.files > 0 ? child.bytes : child.ignoredBytes)),
      element('td', 'number', (child.files > 0 ? child.files : child.ignoredFiles).toLocaleString('en')), last);
    rows.append(row);
  }
}
function draw() {
  if (!shown) return;
  const { node, ignoreFile, complete, reason } = shown;
  byId('ignoreFile').hidden = !ignoreFile;
  byId('ignoreFile').textContent = 'Open ' + ignoreFile;
  if (!node) {
    byId('summary').textContent = reason;
    byId('map').replaceChildren();
    byId('rows').replaceChildren();
    return;
  }
  drawCrumbs(node.path);
  byId('summary').textContent = (complete ? '' : 'At least ') + files(node.files) + ', ' + size(node.bytes) + ' can be sent' +
    (node.ignoredFiles > 0 ? ' · ' + files(node.ignoredFiles) + ', ' + size(node.ignoredBytes) + ' left out' : '');
  drawMap(node);
  drawRows(node);
}
window.addEventListener('message', event => {
  shown = event.data;
  draw();
});
window.addEventListener('resize', draw);
byId('ignoreFile').addEventListener('click', () => vscode.postMessage({ type: 'openIgnoreFile' }));
vscode.postMessage({ type: 'ready' });
`;
