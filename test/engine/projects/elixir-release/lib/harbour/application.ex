defmodule Harbour.Application do
  use Application

  def start(_type, _args) do
    root = Application.app_dir(:harbour, "priv") |> String.to_charlist()
    {:ok, _} = :inets.start(:httpd, port: 4000, server_name: ~c"harbour", server_root: root, document_root: root, modules: [Harbour.Page])
    Supervisor.start_link([], strategy: :one_for_one)
  end
end
