import { existsSync } from 'node:fs';
import { cacheFolder, root } from './root.mjs';
import { runTool } from './run.mjs';
import { BUILD_INPUTS, readStamp, stampOf, writeStamp } from './stamp.mjs';

const stampPath = `${cacheFolder}/build-stamp`;

/** Whether `dist` is what the present source builds to. */
export const isBuilt = () => existsSync(`${root}/dist/index.html`) && readStamp(stampPath) === stampOf(BUILD_INPUTS);

/**
 * Builds `dist`. Answers what the build said and how it ended.
 * @param {import('./run.mjs').RunOptions} [options]
 */
export async function build(options) {
  const stamp = stampOf(BUILD_INPUTS);
  writeStamp(stampPath, '');
  const result = await runTool('vite', ['build'], options);
  if (result.code === 0) writeStamp(stampPath, stamp);
  return result;
}
