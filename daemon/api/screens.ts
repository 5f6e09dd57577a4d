/** Serves the built screens: `/kiosk`, `/counter`, `/batch`, `/status` and their files under `/assets`. */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import express, { Router, type RequestHandler } from 'express';
import { Failure } from '../contract/failures/failure.js';

const everyAnswer = {
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'Cache-Control': 'no-store',
};

/** Sets the headers of every answer, refusals included. There is no CORS header, so no foreign page can read an answer. */
export const securityHeaders: RequestHandler = (_request, response, next) => {
  response.set(everyAnswer);
  next();
};

function pagePolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/**
 * Sends a page with a nonce of its own: react-aria inserts a style element and takes the nonce from this meta element.
 * @throws {Failure} `api.screen.notBuilt`
 */
function page(file: string): RequestHandler {
  return async (_request, response) => {
    const html = await readFile(file, 'utf8').catch((error: unknown) => {
      throw new Failure('api.screen.notBuilt', {}, { cause: error });
    });
    const nonce = randomBytes(16).toString('base64');
    response.set('Content-Security-Policy', pagePolicy(nonce));
    response.type('html').send(html.replace('<head>', `<head><meta property="csp-nonce" nonce="${nonce}">`));
  };
}

/** @param directory where `npm run build` put the screens */
export function screens(directory: string): Router {
  const router = Router({ caseSensitive: true, strict: true });
  router.get('/', (_request, response) => response.redirect(302, '/kiosk'));
  // Browsers request it although the pages name no icon.
  router.get('/favicon.ico', (_request, response) => response.status(204).end());
  router.get('/kiosk', page(join(directory, 'kiosk.html')));
  router.get('/counter', page(join(directory, 'counter.html')));
  router.get('/batch', page(join(directory, 'batch.html')));
  router.get('/status', page(join(directory, 'status.html')));
  router.use(
    '/assets',
    // The file names contain a hash of the content, so the files never change.
    express.static(join(directory, 'assets'), {
      immutable: true,
      maxAge: '365d',
      index: false,
      redirect: false,
      dotfiles: 'ignore',
      setHeaders: (response) => response.setHeader('Cache-Control', 'public, max-age=31536000, immutable'),
    }),
  );
  return router;
}
