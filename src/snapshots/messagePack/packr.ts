/*
 * The MessagePack encoder. The build bundles the package into this module of dist (`build.ts`), so that
 * `npm install eddy` brings neither the package nor its optional native part, which runs an install script.
 */
export { Packr } from 'msgpackr'
