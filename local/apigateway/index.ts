export { resourceTypes } from './resource-types.ts';
