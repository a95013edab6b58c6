package com.example;

import com.google.gson.Gson;
import java.util.List;

public class Manifest {
  static class Item {
    final String name;
    final int crates;

    Item(String name, int crates) {
      this.name = name;
      this.crates = crates;
    }
  }

  public static void main(String[] args) {
    System.out.println(new Gson().toJson(List.of(new Item("tea", 4), new Item("rope", 2))));
  }
}
