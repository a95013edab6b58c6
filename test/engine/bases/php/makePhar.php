<?php
// Packs Debian's Composer and the libraries that it loads through the include path into one file, as the composer image has it.
$phar = new Phar('/tmp/composer.phar');
$phar->startBuffering();
$files = new RecursiveDirectoryIterator('/usr/share/php', FilesystemIterator::SKIP_DOTS | FilesystemIterator::FOLLOW_SYMLINKS);
foreach (new RecursiveIteratorIterator($files) as $path => $file) {
    if ($file->isFile()) {
        $phar->addFromString(substr($path, strlen('/usr/share/php/')), file_get_contents($path));
    }
}
$phar->addFile('/usr/bin/composer', 'bin-composer.php');
$phar->setStub("#!/usr/bin/env php\n<?php Phar::mapPhar('composer.phar'); set_include_path('phar://composer.phar'); require 'phar://composer.phar/bin-composer.php'; __HALT_COMPILER();");
$phar->stopBuffering();
