// Writes the built console as a C++ source: node embed.mjs DIST OUT.cc
// Each file comes plain, gzip and brotli, with its type and a tag of its content (ConsoleFile in
// src/api/console/console_pages.h).
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const types = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
};

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** A literal of adjacent strings; octal escapes have at most three digits, so that no digit after one is taken in. */
function literal(bytes) {
  const lines = [];
  for (let at = 0; at < bytes.length; at += 64) {
    const codes = [...bytes.subarray(at, at + 64)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`);
    lines.push(`"${codes.join('')}"`);
  }
  return lines.length > 0 ? `std::string_view(\n${lines.join('\n')}, ${bytes.length})` : 'std::string_view()';
}

/** Packed bytes that save less than a tenth are not worth having. */
function worthwhile(packed, plain) {
  return packed.length < plain.length * 0.9 ? packed : Buffer.alloc(0);
}

function row(dist, path) {
  const plain = readFileSync(path);
  const name = relative(dist, path);
  const type = types[extname(name)];
  if (!type) throw new Error(`embed.mjs knows no type for ${name}`);
  const tag = createHash('sha256').update(plain).digest('hex').slice(0, 16);
  const gzip = worthwhile(gzipSync(plain, { level: 9 }), plain);
  const brotli = worthwhile(
    brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: plain.length } }),
    plain,
  );
  const parts = [plain, gzip, brotli].map(literal).join(',\n');
  return `{${JSON.stringify(name)}, ${JSON.stringify(type)}, "\\"${tag}\\"",\n${parts}}`;
}

const [dist, out] = process.argv.slice(2);
if (!dist || !out) throw new Error('usage: node embed.mjs DIST OUT.cc');
const rows = filesBelow(dist).map((path) => row(dist, path));
writeFileSync(
  out,
  `#include "serve/console_files.h"

namespace mien::cli {
namespace {

const api::ConsoleFile kFiles[] = {
${rows.join(',\n')}};

}  // namespace

std::span<const api::ConsoleFile> console_files() { return kFiles; }

}  // namespace mien::cli
`,
);
