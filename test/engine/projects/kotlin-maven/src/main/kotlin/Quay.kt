package com.example

import com.sun.net.httpserver.HttpServer
import java.net.InetSocketAddress

fun quayOf(name: String): Int = name.length

fun main() {
    val server = HttpServer.create(InetSocketAddress(8080), 0)
    server.createContext("/quay") { exchange ->
        val name = exchange.requestURI.query.substringAfter("name=")
        val body = "$name lies at quay ${quayOf(name)}".toByteArray()
        exchange.sendResponseHeaders(200, body.size.toLong())
        exchange.responseBody.use { it.write(body) }
    }
    server.start()
}
