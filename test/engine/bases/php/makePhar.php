<?php
// Packs Debian's Composer and the libraries that it loads through the include path into one file, as the composer image has it.
$phar = new Phar('/tmp/composer.phar');
$phar->startBuffering();
$phar->buildFromDirectory('/usr/share/php');
$phar->addFile('/usr/bin/composer', 'bin-composer.php');
$phar->setStub("#!/usr/bin/env php\n<?php Phar::mapPhar('composer.phar'); set_include_path('phar://composer.phar'); require 'phar://composer.phar/bin-composer.php'; __HALT_COMPILER();");
$phar->stopBuffering();
