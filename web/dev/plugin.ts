import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Connect, Plugin } from 'vite';
import { forward } from './forward.ts';

/** The policy that the server sends with the console, so that `vite preview` shows what it would break. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "font-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const server = () => new URL(process.env.MIEN_DEV_SERVER ?? 'http://127.0.0.1:8080');

const isConsole = (path: string) => /^\/(ui|docs)(\/|$|\?)/.test(path);

const middleware =
  (to: URL): Connect.NextHandleFunction =>
  (request: IncomingMessage, response: ServerResponse, next) => {
    const path = request.url ?? '/';
    if (isConsole(path)) {
      if (path.startsWith('/docs')) request.url = '/ui/';
      next();
      return;
    }
    forward(to, request, response).catch((error: Error) => {
      if (!response.headersSent) response.writeHead(502, { 'Content-Type': 'text/plain' });
      response.end(error.message);
    });
  };

/**
 * What `npm run dev` and `vite preview` need beside Vite: everything outside /ui goes to the server that runs at
 * MIEN_DEV_SERVER (http://127.0.0.1:8080).
 */
export const devServer = (): Plugin => ({
  name: 'mien-dev-server',
  configureServer: (vite) => {
    vite.middlewares.use(middleware(server()));
  },
  configurePreviewServer: (vite) => {
    vite.middlewares.use((_, response, next) => {
      response.setHeader('Content-Security-Policy', POLICY);
      next();
    });
    vite.middlewares.use(middleware(server()));
  },
});
