import { expect, it } from 'vitest';
import { ACTION_CATALOGUE, ACTION_KINDS } from '../../kernel/action-catalogue.ts';
import { hasActionIcon } from './ActionIcon.tsx';

it('has an icon for every action of the catalogue', () => {
  expect(ACTION_KINDS.filter((kind) => !hasActionIcon(ACTION_CATALOGUE[kind].icon))).toEqual([]);
});
