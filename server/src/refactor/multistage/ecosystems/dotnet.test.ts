import { lines, testConversions } from '../harness.ts';

testConversions('.NET', [
  {
    name: 'dotnet: the runtime of the same tag, and the port as it was',
    dockerfile: lines(
      'FROM mcr.microsoft.com/dotnet/sdk:8.0',
      'WORKDIR /src',
      'COPY . .',
      'RUN dotnet publish -c Release -o /app',
      'WORKDIR /app',
      'ENTRYPOINT ["dotnet", "Web.dll"]',
    ),
    files: { 'Web.csproj': '<Project Sdk="Microsoft.NET.Sdk.Web"></Project>' },
    verdict: 'safe',
    final: lines(
      'FROM mcr.microsoft.com/dotnet/aspnet:8.0',
      'ENV ASPNETCORE_HTTP_PORTS=',
      'COPY --from=build /app /app',
      'WORKDIR /app',
      'ENTRYPOINT ["dotnet", "Web.dll"]',
    ),
  },
  {
    name: '.NET: settings of the working folder come along when the published folder is another one',
    dockerfile: lines(
      'FROM mcr.microsoft.com/dotnet/sdk:8.0',
      'WORKDIR /app',
      'COPY . .',
      'RUN dotnet publish -c Release -o out',
      'ENTRYPOINT ["dotnet", "out/Web.dll"]',
    ),
    files: {
      'Web.csproj': '<Project Sdk="Microsoft.NET.Sdk.Web"></Project>',
      'Program.cs': 'x',
      'appsettings.json': '{}',
      'wwwroot/index.html': 'x',
    },
    verdict: 'safe',
    has: [
      'FROM mcr.microsoft.com/dotnet/aspnet:8.0',
      'COPY --from=build /app/appsettings.json /app/appsettings.json',
      'COPY --from=build /app/wwwroot /app/wwwroot',
    ],
    lacks: ['Program.cs'],
  },
  {
    name: '.NET: without the context the whole working folder comes along',
    dockerfile: lines(
      'FROM mcr.microsoft.com/dotnet/sdk:8.0',
      'WORKDIR /app',
      'COPY . .',
      'RUN dotnet publish -c Release -o out',
      'ENTRYPOINT ["dotnet", "out/Web.dll"]',
    ),
    verdict: 'safe',
    has: ['COPY --from=build /app /app'],
  },
  {
    name: '.NET: cultures and time zones on Alpine',
    dockerfile: lines(
      'FROM mcr.microsoft.com/dotnet/sdk:8.0-alpine',
      'WORKDIR /src',
      'COPY . .',
      'RUN dotnet publish -c Release -o /app',
      'WORKDIR /app',
      'ENTRYPOINT ["dotnet", "Tool.dll"]',
    ),
    files: { 'Tool.csproj': '<Project Sdk="Microsoft.NET.Sdk"></Project>', 'Program.cs': 'x' },
    verdict: 'safe',
    has: [
      'FROM mcr.microsoft.com/dotnet/runtime:8.0-alpine',
      'ENV DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=false',
      /icu-data-full/,
      /tzdata/,
    ],
  },
  {
    name: '.NET: a package may bring ASP.NET along',
    dockerfile: lines(
      'FROM mcr.microsoft.com/dotnet/sdk:8.0',
      'WORKDIR /app',
      'COPY . .',
      'RUN dotnet publish -c Release -o out',
      'WORKDIR /app/out',
      'ENTRYPOINT ["dotnet", "Worker.dll"]',
    ),
    files: {
      'Worker.csproj':
        '<Project Sdk="Microsoft.NET.Sdk.Worker"><ItemGroup><PackageReference Include="Serilog.AspNetCore" Version="8" /></ItemGroup></Project>',
    },
    verdict: 'safe',
    has: ['FROM mcr.microsoft.com/dotnet/aspnet:8.0'],
  },
  {
    name: '.NET: dotnet run can become the published project, with what its launch profile sets',
    dockerfile: lines(
      'FROM mcr.microsoft.com/dotnet/sdk:8.0',
      'WORKDIR /app',
      'COPY . .',
      'RUN dotnet restore',
      'CMD ["dotnet", "run"]',
    ),
    files: {
      'Web.csproj': '<Project Sdk="Microsoft.NET.Sdk.Web"></Project>',
      'appsettings.json': '{}',
      'Properties/launchSettings.json':
        '{ // profiles\n "profiles": { "IIS": { "commandName": "IISExpress" }, "web": { "commandName": "Project", "applicationUrl": "http://+:5005", "environmentVariables": { "ASPNETCORE_ENVIRONMENT": "Development" } } } }',
    },
    verdict: 'ask start',
    has: ['ENV ASPNETCORE_URLS=http://+:5005', 'CMD ["dotnet","publish/Web.dll"]'],
    lacks: ['ASPNETCORE_HTTP_PORTS', 'Development'],
  },
  {
    name: '.NET: dotnet run of one of several projects is not guessed',
    dockerfile: lines('FROM mcr.microsoft.com/dotnet/sdk:8.0', 'WORKDIR /app', 'COPY . .', 'CMD ["dotnet", "run"]'),
    files: { 'A/A.csproj': '<Project />', 'B/B.csproj': '<Project />' },
    verdict: 'refuse development-server',
  },
  {
    name: 'dotnet run: addresses and plain words are for the program',
    dockerfile: lines(
      'FROM mcr.microsoft.com/dotnet/sdk:6.0',
      'WORKDIR /app',
      'COPY backend .',
      'RUN dotnet restore',
      'CMD ["dotnet", "run", "-c", "Debug", "--urls", "http://0.0.0.0:5214", "seed"]',
    ),
    files: { 'backend/Web.csproj': '<Project Sdk="Microsoft.NET.Sdk.Web"></Project>', 'backend/Program.cs': 'x' },
    verdict: 'ask start',
    build: ['RUN dotnet publish Web.csproj -c Debug -o /app/publish'],
    has: ['CMD ["dotnet","publish/Web.dll","--urls","http://0.0.0.0:5214","seed"]'],
    lacks: ['ASPNETCORE_HTTP_PORTS'],
  },
  {
    name: 'dotnet run: a web project starts in its own folder, another one where it was called',
    dockerfile: lines(
      'FROM mcr.microsoft.com/dotnet/sdk:8.0',
      'WORKDIR /src',
      'COPY . .',
      'ENTRYPOINT ["dotnet", "run", "--project", "Api/Api.csproj"]',
    ),
    files: {
      'Api/Api.csproj': '<Project Sdk="Microsoft.NET.Sdk.Web"></Project>',
      'Api/appsettings.json': '{}',
      'Api/Program.cs': 'x',
    },
    verdict: 'ask start',
    build: ['RUN dotnet publish /src/Api/Api.csproj -c Release -o /src/Api/publish'],
    has: [
      'COPY --from=build /src/Api/appsettings.json /src/Api/appsettings.json',
      /WORKDIR \/src\/Api\nENTRYPOINT \["dotnet","publish\/Api.dll"\]/,
    ],
  },
  {
    name: 'dotnet run: options that change what is built are not read',
    dockerfile: lines(
      'FROM mcr.microsoft.com/dotnet/sdk:8.0',
      'WORKDIR /src',
      'COPY . .',
      'ENTRYPOINT ["dotnet", "run", "--framework", "net8.0"]',
    ),
    files: { 'Api.csproj': '<Project Sdk="Microsoft.NET.Sdk.Web"></Project>' },
    verdict: 'refuse development-server',
  },
]);
