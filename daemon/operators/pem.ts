export { pemBlocks } from '../../base/pki/pem.js';
