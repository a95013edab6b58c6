package com.example.ferry;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

@SpringBootApplication
@RestController
public class FerryApplication {
  record Crossing(String to, int minutes) {}

  public static void main(String[] args) {
    SpringApplication.run(FerryApplication.class, args);
  }

  @GetMapping("/crossings/{to}")
  Crossing crossing(@PathVariable String to) {
    return new Crossing(to, to.length() * 10);
  }
}
