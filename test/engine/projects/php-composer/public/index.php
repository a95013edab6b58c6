<?php
require __DIR__ . '/../vendor/autoload.php';

echo (new Logbook\Page())->html('*calm* seas');
