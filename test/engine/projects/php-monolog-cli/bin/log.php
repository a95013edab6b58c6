<?php
require __DIR__ . '/../vendor/autoload.php';

$logger = new Monolog\Logger('harbour', [new Monolog\Handler\StreamHandler('php://stdout')]);
$handler = $logger->getHandlers()[0];
$handler->setFormatter(new Monolog\Formatter\LineFormatter("%channel%.%level_name%: %message%\n"));
$logger->warning('low water at ' . ($argv[1] ?? 'the pier'));
