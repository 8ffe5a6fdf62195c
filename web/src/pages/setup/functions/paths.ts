export const functionPath = (name: string) => `/ui/setup/functions/${encodeURIComponent(name)}`;

/** The role that the console's functions name: Lambda wants one, Mien grants nothing by it. */
export const ROLE = 'mien-functions';
export const ROLE_ARN = `arn:aws:iam::123456789012:role/${ROLE}`;

export const RUNTIMES = ['python3.13', 'python3.12', 'python3.11', 'python3.10'] as const;
export const ZIP_BYTES_MAX = 16 * 1024 * 1024;
export const TIMEOUT_MAX_S = 900;

const VARIABLE = /^[A-Za-z][A-Za-z0-9_]+$/;
export const isVariable = (name: string) => VARIABLE.test(name);
