<?php
// Packs Debian's Composer and the libraries that it loads through the include path into one file, as the composer image has it.
$phar = new Phar('/tmp/composer.phar');
$phar->startBuffering();
$files = new RecursiveDirectoryIterator('/usr/share/php', FilesystemIterator::SKIP_DOTS | FilesystemIterator::FOLLOW_SYMLINKS);
foreach (new RecursiveIteratorIterator($files) as $path => $file) {
    if ($file->isFile()) {
        // Debian's autoloaders name each other by their absolute paths.
        $text = file_get_contents($path);
        $inside = $file->getFilename() === 'autoload.php' ? str_replace('/usr/share/php/', 'phar://composer.phar/share/php/', $text) : $text;
        $phar->addFromString(substr($path, strlen('/usr/')), $inside);
    }
}
// Only the main script's first line may name the interpreter.
$phar->addFromString('bin/composer.php', preg_replace('/^#!.*\n/', '', file_get_contents('/usr/bin/composer')));
$phar->setStub("#!/usr/bin/env php\n<?php Phar::mapPhar('composer.phar'); set_include_path('phar://composer.phar/share/php'); require 'phar://composer.phar/bin/composer.php'; __HALT_COMPILER();");
$phar->stopBuffering();
