const PORT = 8443;
const LOCAL = new Set(['localhost', '127.0.0.1', '[::1]']);

/** A server that is looked at from its own machine has no address yet that others know. */
const isLocal = (hostname: string) => LOCAL.has(hostname) || hostname.endsWith('.localhost');

/** The name by which this page was reached goes into the certificate, beside those that the server knows of itself. */
export const initCommand = (hostname: string): string =>
  isLocal(hostname) ? 'mien tls init' : `mien tls init --name ${hostname.replace(/^\[|\]$/g, '')}`;

export const serveCommand = `mien serve --listen :${PORT} --tls-cert DIR/cert.pem --tls-key DIR/key.pem`;

/** Where the console is afterwards; undefined where only the server's machine knows it. */
export const secureAddress = (hostname: string): string | undefined =>
  isLocal(hostname) ? undefined : `https://${hostname}:${PORT}/ui/`;
