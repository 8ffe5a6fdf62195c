import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Connect, Plugin } from 'vite';
import { forward } from './forward.ts';
import { standIn } from './stand-in.ts';

/**
 * What `npm run dev` and `vite preview` need beside Vite: everything outside /ui goes to a running server.
 *
 *   MIEN_DEV_SERVER          where it listens; http://127.0.0.1:8080
 *   MIEN_DEV_ACCESS_KEY_ID,
 *   MIEN_DEV_SECRET          of a server without sessions: requests are signed with them, and /v1/session and the
 *                            newest routes are stood in for (stand-in.ts). Without them the server's own are used.
 *   MIEN_DEV_PHOTOS          a folder with a folder of photos for each person, for the stand-in's thumbnails
 */
export interface DevTarget {
  server: URL;
  accessKeyId: string | undefined;
  secret: string | undefined;
  photos: string | undefined;
}

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

const target = (): DevTarget => ({
  server: new URL(process.env.MIEN_DEV_SERVER ?? 'http://127.0.0.1:8080'),
  accessKeyId: process.env.MIEN_DEV_ACCESS_KEY_ID,
  secret: process.env.MIEN_DEV_SECRET,
  photos: process.env.MIEN_DEV_PHOTOS,
});

const isConsole = (path: string) => /^\/(ui|docs)(\/|$|\?)/.test(path);

const middleware =
  (to: DevTarget): Connect.NextHandleFunction =>
  (request: IncomingMessage, response: ServerResponse, next) => {
    const path = request.url ?? '/';
    if (isConsole(path)) {
      if (path.startsWith('/docs')) request.url = '/ui/';
      next();
      return;
    }
    const handle = async () => {
      if (to.accessKeyId && (await standIn(to, request, response))) return;
      await forward(to, request, response);
    };
    handle().catch((error: Error) => {
      if (!response.headersSent) response.writeHead(502, { 'Content-Type': 'text/plain' });
      response.end(error.message);
    });
  };

export const devServer = (): Plugin => ({
  name: 'mien-dev-server',
  configureServer: (server) => {
    server.middlewares.use(middleware(target()));
  },
  configurePreviewServer: (server) => {
    server.middlewares.use((_, response, next) => {
      response.setHeader('Content-Security-Policy', POLICY);
      next();
    });
    server.middlewares.use(middleware(target()));
  },
});
