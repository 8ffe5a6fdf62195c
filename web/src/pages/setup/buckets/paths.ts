export const bucketPath = (bucket: string, prefix = '') =>
  `/ui/setup/buckets/${encodeURIComponent(bucket)}${prefix ? `?prefix=${encodeURIComponent(prefix)}` : ''}`;

export const lastPart = (key: string): string => /([^/]*\/?)$/.exec(key)?.[1] || key;

/** The folders from the bucket down to the prefix: "a/b/" has a/ and a/b/. */
export const crumbs = (prefix: string): { name: string; prefix: string }[] => {
  const parts = prefix.split('/');
  if (parts.at(-1) === '') parts.pop();
  return prefix === ''
    ? []
    : parts.map((name, index) => ({ name, prefix: `${parts.slice(0, index + 1).join('/')}/` }));
};

const BUCKET_RULE = /^(?!.*\.\.)(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
export const isBucketName = (name: string) => BUCKET_RULE.test(name);
