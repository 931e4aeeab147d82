import { spawn } from 'node:child_process';
import { root } from './root.mjs';

/**
 * @typedef {object} RunOptions
 * @property {Record<string, string | undefined>} [env] added to the environment
 * @property {boolean} [show] whether output goes to the terminal as it comes; otherwise it is only kept
 * @property {number} [limitMs] the command is ended after this long
 * @typedef {object} RunResult
 * @property {number} code exit code; 1 where a signal ended it
 * @property {string} output both streams, in the order they came
 * @property {number} tookMs
 * @property {boolean} outOfTime
 */

/**
 * Runs one command in the project's folder. Never rejects: a command that cannot start has code 127.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<RunResult>}
 */
export function run(command, args, { env = {}, show = false, limitMs = 15 * 60_000 } = {}) {
  const began = performance.now();
  return new Promise((resolve) => {
    let output = '';
    let outOfTime = false;
    // A group of its own, so that a time limit ends the command's children as well.
    const ownGroup = process.platform !== 'win32';
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: ownGroup,
      shell: process.platform === 'win32',
    });
    const end = () => {
      if (child.pid === undefined || child.exitCode !== null) return;
      if (ownGroup) process.kill(-child.pid, 'SIGKILL');
      else child.kill();
    };
    const passOn = () => {
      end();
      process.exit(130);
    };
    const timer = setTimeout(() => {
      outOfTime = true;
      end();
    }, limitMs);
    process.once('SIGINT', passOn);
    process.once('SIGTERM', passOn);
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (/** @type {string} */ text) => {
        output += text;
        if (show) process.stdout.write(text);
      });
    }
    /** @param {number} code */
    const finish = (code) => {
      clearTimeout(timer);
      process.off('SIGINT', passOn);
      process.off('SIGTERM', passOn);
      resolve({ code, output, tookMs: performance.now() - began, outOfTime });
    };
    child.once('error', (error) => {
      output += `${error.message}\n`;
      finish(127);
    });
    child.once('close', (code) => finish(code ?? 1));
  });
}

/**
 * Runs a Node tool of this project by its command name, such as `vitest`.
 * @param {string} tool
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 */
export function runTool(tool, args, options) {
  const suffix = process.platform === 'win32' ? '.cmd' : '';
  return run(`${root}/node_modules/.bin/${tool}${suffix}`, args, options);
}
