// Serves dist/ under a sub-folder, as a static host would: so every test also shows that the
// page works from any sub-folder.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

export const DIST = fileURLToPath(new URL('../../dist', import.meta.url));
const SUB_FOLDER = '/some/course/';
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
  '.json': 'application/json',
  '.md': 'text/markdown; charset=utf-8',
  '.yaml': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
};

/** Starts the server on a free port of loopback; `extra` maps paths to HTML of the test's own. */
export async function serve(extra = {}) {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    if (path in extra) {
      response.writeHead(200, { 'content-type': TYPES['.html'] });
      return response.end(extra[path]);
    }
    const inside = normalize(path.slice(SUB_FOLDER.length) || 'index.html');
    if (!path.startsWith(SUB_FOLDER) || inside.startsWith('..')) {
      response.writeHead(404);
      return response.end('not found');
    }
    try {
      const body = await readFile(join(DIST, inside));
      response.writeHead(200, { 'content-type': TYPES[extname(inside)] ?? 'application/octet-stream' });
      response.end(body);
    } catch {
      response.writeHead(404);
      response.end('not found');
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  return { origin, url: `${origin}${SUB_FOLDER}`, close: () => server.close() };
}
