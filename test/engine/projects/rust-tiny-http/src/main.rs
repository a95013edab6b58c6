use std::env;
use tiny_http::{Response, Server};

fn main() {
    let light = env::var("BEACON_LIGHT").unwrap_or_default();
    let server = Server::http("0.0.0.0:7070").unwrap();
    for request in server.incoming_requests() {
        let text = format!("{} light at {}\n", light, request.url());
        let _ = request.respond(Response::from_string(text));
    }
}
