<?php
namespace Logbook;

class Page
{
    public function html(string $markdown): string
    {
        return (new \Parsedown())->text($markdown);
    }
}
