/** Preloaded into each process of a test: the module of the environment variable MUTANT is loaded with its fault. */
import { register } from 'node:module';

register('./applyHook.mjs', import.meta.url);
