/** How the image builds of a job develop over its runs: time, cache and size, as plots and as a table. */
package io.jenkins.plugins.imagefarm.trend;
