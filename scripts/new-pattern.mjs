// npm run new-pattern NAME: copies the template to src/patterns/NAME under its new name.
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { nameObjection, rename } from './lib/pattern-names.mjs';
import { root } from './lib/root.mjs';

const patterns = `${root}/src/patterns`;

/**
 * @param {string} folder
 * @returns {string[]} files below it, relative
 */
function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesBelow(`${folder}/${entry.name}`).map((file) => `${entry.name}/${file}`) : [entry.name],
  );
}

/** The place after the last one in the gallery. */
function nextOrder() {
  const orders = readdirSync(patterns)
    .map((name) => `${patterns}/${name}/meta.ts`)
    .filter((path) => existsSync(path))
    .map((path) => Number(/\border:\s*(\d+)/.exec(readFileSync(path, 'utf8'))?.[1] ?? 0));
  return Math.max(0, ...orders.filter((order) => order < 900)) + 1;
}

/**
 * Its id is the folder's name; the template's own cannot be, because an id begins with a letter.
 * @param {string} text of meta.ts
 * @param {string} name
 */
function metaFor(text, name) {
  return text.replace(/\bid: '[^']*'/, `id: '${name}'`).replace(/\border:\s*\d+/, `order: ${nextOrder()}`);
}

/**
 * @param {string} name
 * @returns {number} instructions in the copy
 */
function copy(name) {
  let instructions = 0;
  for (const file of filesBelow(`${patterns}/_template`)) {
    const target = `${patterns}/${name}/${rename(file, name)}`;
    const text = rename(readFileSync(`${patterns}/_template/${file}`, 'utf8'), name);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, file === 'meta.ts' ? metaFor(text, name) : text, { flag: 'wx' });
    instructions += text.split('TEMPLATE:').length - 1;
  }
  return instructions;
}

const names = process.argv.slice(2);
const objection = names.length > 1 ? 'One name at a time.' : nameObjection(names[0], readdirSync(patterns));
if (objection) {
  process.stderr.write(`${objection}\n`);
  process.exitCode = 1;
} else {
  const name = String(names[0]);
  const instructions = copy(name);
  process.stdout.write(
    `src/patterns/${name} is there, and runs. Its README says what each file is for.\n` +
      `Make it yours: ${instructions} comments that begin with TEMPLATE: say what to replace; remove each when it is done.\n` +
      `See it:   npm run dev   then open #/${name}\nJudge it: npx vitest run src/patterns\n`,
  );
}
