defmodule Harbour.MixProject do
  use Mix.Project

  def project, do: [app: :harbour, version: "0.1.0", elixir: "~> 1.14", start_permanent: Mix.env() == :prod, deps: []]
  def application, do: [mod: {Harbour.Application, []}, extra_applications: [:logger, :crypto, :inets]]
end
