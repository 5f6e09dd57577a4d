export * from '../../base/database.js';
