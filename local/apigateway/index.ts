export { resourceTypes } from './resource-types.ts';
export { RestApis } from './rest-apis.ts';
