import { fileURLToPath } from 'node:url';

/** The project's folder, wherever the command was called from. */
export const root = fileURLToPath(new URL('../../', import.meta.url)).replace(/[\\/]$/, '');

/** Where commands keep what they can always make again; goes away with node_modules. */
export const cacheFolder = `${root}/node_modules/.cache/faultline`;
