# syntax=docker/dockerfile:1
# escape=`
FROM mcr.microsoft.com/windows/servercore:ltsc2022
RUN powershell -Command `
    # a comment
    Expand-Archive C:\x.zip "C:\dir\" ; `
    Remove-Item $Env:TEMP\y
COPY a.txt C:\b\
WORKDIR C:\app\
ENV A=C:\x B=2
