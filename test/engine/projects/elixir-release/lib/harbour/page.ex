defmodule Harbour.Page do
  require Record
  Record.defrecord(:mod, Record.extract(:mod, from_lib: "inets/include/httpd.hrl"))

  def unquote(:do)(request) do
    path = mod(request, :request_uri) |> to_string()
    berths = Application.app_dir(:harbour, "priv/berths.txt") |> File.read!()
    name = Path.basename(path)
    line = "é " <> name <> " " <> Application.get_env(:harbour, :greeting) <> " " <> berths
    digest = :crypto.hash(:sha256, name) |> Base.encode16(case: :lower)
    body = String.to_charlist(digest) ++ :binary.bin_to_list(line)
    {:proceed, [response: {200, body}]}
  end
end
