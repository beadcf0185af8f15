import svelte from 'eslint-plugin-svelte';
import typescript from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

/** A feature may use lib/ and ui/, but no other feature; only app/ brings them together. */
const FEATURES = [
  'session',
  'list',
  'thread',
  'composer',
  'details',
  'search',
  'dialogs',
  'admin',
  'reports',
  'contacts',
  'phone',
];
const keepApart = (files, foreign) => ({
  files: [`src/${files}/**`],
  rules: { 'no-restricted-imports': ['error', { patterns: foreign.map((name) => `**/${name}/*`) }] },
});

export default typescript.config(
  { ignores: ['dist', 'node_modules', 'src/api/schema.d.ts'] },
  ...typescript.configs.recommended,
  ...svelte.configs.recommended,
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: typescript.parser, svelteConfig } },
  },
  {
    rules: {
      'max-lines': ['error', 400],
      'max-lines-per-function': ['error', { max: 60, skipComments: true }],
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx'] }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      // Raw HTML is only ever one of our own icons, see ui/Icon.svelte.
      'svelte/no-at-html-tags': 'error',
      // A map or set that draws nothing is a plain one.
      'svelte/prefer-svelte-reactivity': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
    },
  },
  ...FEATURES.map((name) => keepApart(name, [...FEATURES.filter((other) => other !== name), 'app'])),
  keepApart('templates', [...FEATURES, 'app']),
  keepApart('files', [...FEATURES, 'app']),
  keepApart('ui', [...FEATURES, 'app', 'templates']),
  keepApart('lib', [...FEATURES, 'app', 'ui', 'templates']),
  { files: ['src/**/*.test.ts', 'src/test/**'], rules: { 'max-lines-per-function': 'off' } },
);
